package io.flowcast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.cli.ExitStatus;
import io.flowcast.cli.http.Answer;
import io.flowcast.cli.http.Api;
import io.flowcast.cli.view.Table;
import io.flowcast.cli.view.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "ls",
        description = "Lists the workflows, the latest version of each.",
        footer = {"", "Examples:", "  flowcast definitions ls", "  flowcast definitions ls --json | jq -r .id"})
final class DefinitionsLsCommand extends Exchange {

    @Option(names = "--json", description = "JSON, a line each.")
    private boolean json;

    @Override
    Answer ask(Api api) throws InterruptedException {
        return api.get(Paths.DEFINITIONS);
    }

    @Override
    int show(JsonNode answer) {
        Table table = new Table("ID", "VERSION", "NAME", "SOURCE", "UPDATED");
        for (JsonNode definition : answer.path("definitions")) {
            if (json) {
                output().line(Text.cleanJson(definition.toString()));
            }
            table.row(
                    definition.path("id").asText(),
                    definition.path("version").asText(),
                    definition.path("name").asText(),
                    definition.path("source").asText(),
                    Table.time(definition.path("updatedAt").asText()));
        }
        if (!json) {
            table.lines().forEach(output()::line);
        }
        return ExitStatus.COMPLETED;
    }
}
