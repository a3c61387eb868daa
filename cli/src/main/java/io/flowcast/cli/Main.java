package io.flowcast.cli;

import io.flowcast.cli.command.Flowcast;
import io.flowcast.cli.view.Output;

/** Where the program begins. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        Output output = Output.ofProcess();
        int status = Flowcast.commandLine(output, System.getenv()).execute(arguments);
        System.exit(output.flush() ? status : ExitStatus.BROKEN_PIPE);
    }
}
