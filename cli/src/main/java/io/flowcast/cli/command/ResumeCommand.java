package io.flowcast.cli.command;

import picocli.CommandLine.Command;

@Command(
        name = "resume",
        description = "Lets paused executions go on.",
        footer = {"", "Examples:", "  flowcast resume ID"})
final class ResumeCommand extends Control {

    @Override
    String action() {
        return "resume";
    }
}
