package io.flowcast.stack.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./flowcast bench}: one subcommand for each thing that is measured. */
@Command(
        name = "./flowcast bench",
        description = "Measures Flowcast on this machine, from outside, on stacks of its own.",
        subcommands = {ChainCommand.class, EngineCommand.class, FanoutCommand.class},
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Gives the exit status. */
    public static int run(String... arguments) {
        return new CommandLine(new BenchCommand()).execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what is to be measured");
    }
}
