package io.flowcast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.cli.ExitStatus;
import io.flowcast.cli.http.Answer;
import io.flowcast.cli.http.Api;
import io.flowcast.cli.view.Text;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that asks the same of some executions; what is in effect already is done. */
abstract class Control extends Exchange {

    @Parameters(paramLabel = "ID", arity = "1..*", description = "The ids of executions.")
    private List<String> ids = List.of();

    @Option(names = "--json", description = "The server's answers, a line each.")
    private boolean json;

    /** As it stands in the path. */
    abstract String action();

    /** The worst of their exit statuses. */
    @Override
    public final Integer call() throws InterruptedException {
        int worst = ExitStatus.COMPLETED;
        try (Api api = flowcast().api()) {
            for (String id : ids) {
                worst = Math.max(worst, shown(api.post(Paths.execution(id) + "/" + action(), null)));
            }
        }
        return worst;
    }

    @Override
    final Answer ask(Api api) {
        throw new IllegalStateException("there are several");
    }

    @Override
    final int show(JsonNode answer) {
        output().line(
                        json
                                ? Text.cleanJson(answer.toString())
                                : answer.path("executionId").asText() + " "
                                        + answer.path("status").asText());
        return ExitStatus.COMPLETED;
    }
}
