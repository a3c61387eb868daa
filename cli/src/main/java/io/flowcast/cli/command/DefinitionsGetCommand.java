package io.flowcast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.cli.ExitStatus;
import io.flowcast.cli.http.Address;
import io.flowcast.cli.http.Answer;
import io.flowcast.cli.http.Api;
import io.flowcast.cli.view.Text;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = "Prints a workflow's definition as JSON, which put takes again.",
        footer = {
            "",
            "Examples:",
            "  flowcast definitions get order > order.json",
            "  flowcast definitions get order --version 3"
        })
final class DefinitionsGetCommand extends Exchange {

    @Parameters(paramLabel = "WORKFLOW", description = "The workflow's id.")
    private String id = "";

    @Option(names = "--version", paramLabel = "N", description = "This version instead of the latest.")
    private @Nullable Integer version;

    @Option(names = "--json", description = "All that is known of it, in one line.")
    private boolean json;

    @Override
    Answer ask(Api api) throws InterruptedException {
        return api.get(Paths.definition(id) + (version == null ? "" : "?version=" + Address.encoded("" + version)));
    }

    @Override
    int show(JsonNode answer) {
        output().line(Text.cleanJson(
                json ? answer.toString() : answer.path("definition").toPrettyString()));
        return ExitStatus.COMPLETED;
    }
}
