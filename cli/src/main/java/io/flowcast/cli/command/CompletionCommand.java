package io.flowcast.cli.command;

import io.flowcast.cli.ExitStatus;
import io.flowcast.cli.view.Output;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "completion",
        description = "Prints what a shell needs to complete flowcast's commands and options.",
        footer = {
            "",
            "Examples:",
            "  source <(flowcast completion bash)          # in ~/.bashrc",
            "  source <(flowcast completion zsh)           # in ~/.zshrc",
        })
final class CompletionCommand implements Callable<Integer> {
    /** Commands of the launcher. */
    private static final List<String> LAUNCHED = List.of("up", "test", "bench", "aot");

    enum Shell {
        bash,
        zsh
    }

    @ParentCommand
    private Object parent = new Object();

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.bash;

    @Override
    public Integer call() {
        Output output = ((Flowcast) parent).output();
        CommandLine program = Flowcast.commandLine(output, Map.of());
        LAUNCHED.forEach(name -> program.addSubcommand(name, CommandSpec.create()));
        if (shell == Shell.zsh) {
            output.line("autoload -U +X compinit && compinit; autoload -U +X bashcompinit && bashcompinit");
        }
        output.line(AutoComplete.bash("flowcast", program));
        return ExitStatus.COMPLETED;
    }
}
