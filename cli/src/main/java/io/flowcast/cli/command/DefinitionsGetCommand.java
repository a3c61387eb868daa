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
        description = "Prints a workflow's definition as its author wrote it, comments and all; put takes it again.",
        footer = {
            "",
            "Examples:",
            "  flowcast definitions get order > order.yaml",
            "  flowcast definitions get order --version 3",
            "  flowcast definitions get order --json | jq .definition"
        })
final class DefinitionsGetCommand extends Exchange {

    @Parameters(paramLabel = "WORKFLOW", description = "The workflow's id.")
    private String id = "";

    @Option(names = "--version", paramLabel = "N", description = "This version instead of the latest.")
    private @Nullable Integer version;

    @Option(
            names = "--json",
            description = "All that is known of it, with the definition that runs, as JSON in one line.")
    private boolean json;

    @Override
    Answer ask(Api api) throws InterruptedException {
        String query = version == null ? "" : "?version=" + Address.encoded("" + version);
        return json ? api.get(Paths.definition(id) + query) : api.text(Paths.definition(id) + "/text" + query);
    }

    @Override
    int show(JsonNode answer) {
        output().line(Text.cleanJson(answer.toString()));
        return ExitStatus.COMPLETED;
    }

    @Override
    int show(Answer.Text text) {
        output().text(text.content());
        return ExitStatus.COMPLETED;
    }
}
