package io.flowcast.stack.service;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The command line of a service: this very JVM's java, a small heap, and its settings as properties. */
final class JavaCommand {
    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private JavaCommand() {}

    static List<String> of(Program program, List<String> options, Map<String, String> properties) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(program.options());
        command.addAll(options);
        new TreeMap<>(properties).forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(program.arguments());
        return command;
    }
}
