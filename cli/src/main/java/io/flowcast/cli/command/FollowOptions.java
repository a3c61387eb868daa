package io.flowcast.cli.command;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How an execution is shown. */
final class FollowOptions {

    @Option(names = "--json", description = "JSON lines: each event as the server sends it.")
    boolean json;

    @Option(names = "--plain", description = "Lines, on a terminal, too; in a pipe they are what you get.")
    boolean plain;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "How long there may be no connection before this gives up (${DEFAULT-VALUE}).")
    private int patience;

    Duration patience() {
        return Duration.ofSeconds(Math.max(0, patience));
    }
}
