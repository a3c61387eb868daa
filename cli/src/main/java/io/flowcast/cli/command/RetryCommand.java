package io.flowcast.cli.command;

import io.flowcast.cli.http.Answer;
import io.flowcast.cli.http.Api;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "retry",
        description = "Starts a new execution that goes on where this one failed or was cancelled, and prints its id.",
        footer = {
            "",
            "Examples:",
            "  flowcast retry ID --follow",
            "  flowcast ls -q --status failed | xargs -n 1 flowcast retry"
        })
final class RetryCommand extends Begin {

    @Parameters(paramLabel = "ID", description = "The execution's id.")
    private String id = "";

    @Override
    Answer ask(Api api) throws InterruptedException {
        return api.post(Paths.execution(id) + "/retry", key());
    }
}
