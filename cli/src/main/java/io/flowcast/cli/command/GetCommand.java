package io.flowcast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.cli.ExitStatus;
import io.flowcast.cli.http.Answer;
import io.flowcast.cli.http.Api;
import io.flowcast.cli.http.Problems;
import io.flowcast.cli.view.Durations;
import io.flowcast.cli.view.Table;
import io.flowcast.cli.view.Text;
import io.flowcast.events.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = "Shows an execution as it is now: its state, its nodes, and what came of it.",
        footer = {
            "",
            "Examples:",
            "  flowcast get ID",
            "  flowcast get ID --output | jq .total",
            "  flowcast get ID --json | jq .nodeDetails.charge.error"
        })
final class GetCommand extends Exchange {

    @Parameters(paramLabel = "ID", description = "The execution's id.")
    private String id = "";

    @Option(names = "--json", description = "All of it, as JSON in one line.")
    private boolean json;

    @Option(names = "--output", description = "Its output alone, as JSON.")
    private boolean outputOnly;

    @Override
    Answer ask(Api api) throws InterruptedException {
        return api.get(Paths.execution(id));
    }

    @Override
    int show(JsonNode execution) {
        if (json || outputOnly) {
            JsonNode shown = json ? execution : execution.path("output");
            output().line(shown.isMissingNode() ? "null" : Text.cleanJson(shown.toString()));
            return ExitStatus.COMPLETED;
        }
        field("id", execution.path("executionId").asText());
        field(
                "workflow",
                execution.path("workflowId").asText() + " v"
                        + execution.path("version").asText());
        field("status", execution.path("status").asText());
        field("started", Table.time(execution.path("startTime").asText()));
        field("ended", Table.time(execution.path("endTime").asText()));
        field("time", time(execution.path("executionTime")));
        field("retry of", execution.path("retryOf").asText());
        field("rerun of", execution.path("rerunOf").asText());
        field("part of", execution.path("parent").path("executionId").asText());
        field("trace", execution.path("traceId").asText());
        field("error", error(execution.path("error")));
        field("input", json(execution.path("input")));
        field("output", json(execution.path("output")));
        output().line("");
        nodes(execution.path("nodeDetails"));
        return ExitStatus.COMPLETED;
    }

    private void field(String name, String value) {
        if (!value.isEmpty()) {
            output().line("%-9s ".formatted(name) + value);
        }
    }

    private void nodes(JsonNode nodes) {
        Table table = new Table("NODE", "STATUS", "TIME", "ATTEMPT", "");
        for (JsonNode node : nodes) {
            table.row(
                    node.path("nodeId").asText(),
                    node.path("status").asText(),
                    time(node.path("duration")),
                    node.path("attempt").asText(),
                    error(node.path("error")));
        }
        table.lines().forEach(output()::line);
    }

    private static String time(JsonNode millis) {
        return millis.isNumber() ? Durations.inWords(millis.asLong()) : "";
    }

    private static String json(JsonNode value) {
        return value.isMissingNode() ? "" : Text.cleanJson(value.toString());
    }

    private static String error(JsonNode error) {
        String detail = error.path("detail").asText();
        return error.isMissingNode()
                ? ""
                : Text.clean(Problems.sentence(Problem.node(
                        error.path("type").asText(), error.path("title").asText(), detail.isEmpty() ? null : detail)));
    }
}
