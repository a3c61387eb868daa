package io.flowcast.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "definitions",
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists, shows, stores and checks the definitions of workflows.",
        subcommands = {
            DefinitionsLsCommand.class,
            DefinitionsGetCommand.class,
            DefinitionsPutCommand.class,
            DefinitionsValidateCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  flowcast definitions ls",
            "  flowcast definitions validate workflows/*.yaml",
            "  flowcast definitions put order.yaml"
        })
final class DefinitionsCommand {

    @ParentCommand
    private Object parent = new Object();

    Flowcast flowcast() {
        return (Flowcast) parent;
    }
}
