package io.flowcast.stack.service;

import io.flowcast.stack.process.StartFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the java command runs: the arguments that name the code. */
public record Program(List<String> arguments) {

    public Program {
        arguments = List.copyOf(arguments);
    }

    /**
     * An executable jar.
     *
     * @throws StartFailure where it has not been built
     */
    public static Program jar(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new StartFailure(jar + " is missing: build it first (./flowcast up does, or mvn package)");
        }
        return new Program(List.of("-jar", jar.toAbsolutePath().toString()));
    }

    /**
     * The executor with the node types of a folder's jars; building it takes some seconds where they are new.
     *
     * @param home the repository, with a packaged executor
     * @throws StartFailure where it can't be built with these jars
     */
    public static Program extendedExecutor(Path home, Path nodeTypes) {
        return jar(ExtendedExecutor.jar(home, nodeTypes));
    }

    public static Program mainClass(String classPath, String mainClass) {
        return new Program(List.of("-cp", classPath, mainClass));
    }
}
