package io.flowcast.stack.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to run: enough to start the same process again.
 *
 * @param name the short name in logs and messages, such as {@code executor-1}
 * @param command the program and its arguments
 * @param environment what is added to our own environment
 * @param directory the working directory
 */
public record ChildCommand(String name, List<String> command, Map<String, String> environment, Path directory) {

    public ChildCommand {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
