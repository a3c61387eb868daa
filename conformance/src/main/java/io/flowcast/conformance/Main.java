package io.flowcast.conformance;

import picocli.CommandLine;

/** Where the program begins. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ConformanceCommand()).execute(arguments));
    }
}
