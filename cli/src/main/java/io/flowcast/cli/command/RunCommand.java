package io.flowcast.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.flowcast.cli.http.Answer;
import io.flowcast.cli.http.Api;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description =
                "Starts an execution of a workflow, and prints its id. With --follow it shows the execution to its"
                        + " end.",
        footer = {
            "",
            "Examples:",
            "  flowcast run ten-steps --follow",
            "  flowcast run order --input '{\"orderId\": \"A-1\", \"total\": 100}' --follow",
            "  flowcast run order --input @order.json --idempotency-key A-1",
            "  make-order | flowcast run order --input - --follow --json | jq .type"
        })
final class RunCommand extends Begin {

    @Parameters(paramLabel = "WORKFLOW", description = "The workflow's id.")
    private String workflowId = "";

    @Option(
            names = {"-i", "--input"},
            paramLabel = "JSON",
            description = "JSON, @FILE, or - for standard input.")
    private @Nullable String input;

    @Option(names = "--version", paramLabel = "N", description = "This version of the workflow instead of the latest.")
    private @Nullable Integer version;

    @Override
    Answer ask(Api api) throws InterruptedException {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("workflowId", workflowId);
        if (input != null) {
            body.putRawValue("input", new RawValue(Argument.json(flowcast(), "--input", input)));
        }
        if (version != null) {
            body.put("version", version);
        }
        return api.post(Paths.EXECUTE, key(), "application/json", body.toString());
    }
}
