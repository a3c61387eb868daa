package io.flowcast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.cli.ExitStatus;
import io.flowcast.cli.http.Answer;
import io.flowcast.cli.http.Api;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "put",
        description =
                "Stores a definition as the latest version of its workflow; what is the latest already stays as it is.",
        footer = {
            "",
            "Examples:",
            "  flowcast definitions put order.yaml",
            "  flowcast definitions put order.yaml --create",
            "  flowcast definitions put order.yaml --if-match '\"3-9f86d081884c7d65\"'"
        })
final class DefinitionsPutCommand extends Exchange {

    @Parameters(paramLabel = "FILE", description = "YAML or JSON; - is standard input.")
    private String name = "";

    @ArgGroup
    private @Nullable Condition condition;

    static final class Condition {
        @Option(names = "--create", description = "Only where there is no such workflow.")
        private boolean create;

        @Option(names = "--if-match", paramLabel = "ETAG", description = "Only where this is the latest version.")
        private @Nullable String etag;

        private String[] header() {
            return create || etag == null ? new String[] {"If-None-Match", "*"} : new String[] {"If-Match", etag};
        }
    }

    private DefinitionFile file = new DefinitionFile("", "");

    /** The check says every mistake, and the id, which stands in the address. */
    @Override
    Answer ask(Api api) throws InterruptedException {
        file = DefinitionFile.read(flowcast(), name);
        Answer checked = api.post(Paths.DEFINITIONS + "/validate", null, file.contentType(), file.text());
        if (!(checked instanceof Answer.Done valid)) {
            return checked;
        }
        String[] header = condition == null ? new String[0] : condition.header();
        String path = Paths.definition(valid.body().path("id").asText());
        return api.put(path, file.contentType(), file.text(), header);
    }

    @Override
    int show(JsonNode answer) {
        output().line("%s v%s %s"
                .formatted(
                        answer.path("id").asText(),
                        answer.path("version").asText(),
                        answer.path("new").asBoolean() ? "stored" : "was the latest already"));
        return ExitStatus.COMPLETED;
    }

    @Override
    int refused(Answer.Refused refused) {
        List<String> mistakes = file.mistakes(refused.problem());
        mistakes.forEach(output()::line);
        return mistakes.isEmpty() ? super.refused(refused) : ExitStatus.FAILED;
    }
}
