package io.flowcast.cli.command;

import picocli.CommandLine.Command;

@Command(
        name = "cancel",
        description = "Ends executions; what runs is stopped at once.",
        footer = {
            "",
            "Examples:",
            "  flowcast cancel ID",
            "  flowcast ls -q --status running --workflow order | xargs flowcast cancel"
        })
final class CancelCommand extends Control {

    @Override
    String action() {
        return "cancel";
    }
}
