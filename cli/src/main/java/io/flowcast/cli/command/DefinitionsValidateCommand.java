package io.flowcast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.cli.ExitStatus;
import io.flowcast.cli.http.Answer;
import io.flowcast.cli.http.Api;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "validate",
        description =
                "Checks definitions and stores nothing: every mistake at its line and column. Exit status 1 if there"
                        + " is one.",
        footer = {
            "",
            "Examples:",
            "  flowcast definitions validate workflows/*.yaml",
            "  cat order.json | flowcast definitions validate -"
        })
final class DefinitionsValidateCommand extends Exchange {

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "YAML or JSON; - is standard input.")
    private List<String> files = List.of();

    private DefinitionFile file = new DefinitionFile("", "");

    @Override
    public Integer call() throws InterruptedException {
        int worst = ExitStatus.COMPLETED;
        try (Api api = flowcast().api()) {
            for (String name : files) {
                file = DefinitionFile.read(flowcast(), name);
                worst = Math.max(worst, shown(ask(api)));
            }
        }
        return worst;
    }

    @Override
    Answer ask(Api api) throws InterruptedException {
        return api.post(Paths.DEFINITIONS + "/validate", null, file.contentType(), file.text());
    }

    @Override
    int show(JsonNode answer) {
        output().line("%s: %s is valid: %s nodes, %s edges"
                .formatted(
                        file.name(),
                        answer.path("id").asText(),
                        answer.path("nodes").asText(),
                        answer.path("edges").asText()));
        return ExitStatus.COMPLETED;
    }

    @Override
    int refused(Answer.Refused refused) {
        List<String> mistakes = file.mistakes(refused.problem());
        mistakes.forEach(output()::line);
        return mistakes.isEmpty() ? super.refused(refused) : ExitStatus.FAILED;
    }
}
