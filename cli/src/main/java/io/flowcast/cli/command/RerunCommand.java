package io.flowcast.cli.command;

import io.flowcast.cli.http.Address;
import io.flowcast.cli.http.Answer;
import io.flowcast.cli.http.Api;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rerun",
        description = "Starts a new execution with the input of this one, which has ended, and prints its id.",
        footer = {"", "Examples:", "  flowcast rerun ID --follow", "  flowcast rerun ID --version latest"})
final class RerunCommand extends Begin {

    @Parameters(paramLabel = "ID", description = "The execution's id.")
    private String id = "";

    @Option(
            names = "--version",
            paramLabel = "N",
            description = "This version of the workflow, or latest, instead of the one that ran.")
    private @Nullable String version;

    @Override
    Answer ask(Api api) throws InterruptedException {
        String query = version == null ? "" : "?version=" + Address.encoded(version);
        return api.post(Paths.execution(id) + "/rerun" + query, key());
    }
}
