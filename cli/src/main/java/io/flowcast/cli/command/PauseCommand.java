package io.flowcast.cli.command;

import picocli.CommandLine.Command;

@Command(
        name = "pause",
        description = "Lets nothing more of executions start until they are resumed; what runs comes to its end.",
        footer = {"", "Examples:", "  flowcast pause ID"})
final class PauseCommand extends Control {

    @Override
    String action() {
        return "pause";
    }
}
