package io.flowcast.stack.service;

import io.flowcast.stack.process.StartFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the java command runs.
 *
 * @param options the JVM's, which the program brings along; others, given after them, win
 * @param arguments those that name the code
 */
public record Program(List<String> options, List<String> arguments) {

    private static final String OPTIONS = "java.options";

    public Program {
        options = List.copyOf(options);
        arguments = List.copyOf(arguments);
    }

    /**
     * An executable jar, with the file of JVM options and the ahead-of-time cache that lie beside it. A cache that does not
     * fit (another JVM, other options) is not used, and the JVM says so; one that is older than the jar would be, with the
     * classes of an earlier build, and is left out here.
     *
     * @throws StartFailure where it has not been built
     */
    public static Program jar(Path jar) {
        return jar(jar, jar.resolveSibling(OPTIONS));
    }

    private static Program jar(Path jar, Path options) {
        if (!Files.isRegularFile(jar)) {
            throw new StartFailure(jar + " is missing: build it first (./flowcast up does, or mvn package)");
        }
        Path cache = cacheOf(jar);
        List<String> arguments = new ArrayList<>();
        if (Files.isRegularFile(cache)
                && cache.toFile().lastModified() >= jar.toFile().lastModified()) {
            arguments.add("-XX:AOTCache=" + cache.toAbsolutePath());
        }
        arguments.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
        return new Program(
                Files.isRegularFile(options) ? List.of("@" + options.toAbsolutePath()) : List.of(), arguments);
    }

    /** Where the ahead-of-time cache of a jar lies, where one was made. */
    public static Path cacheOf(Path jar) {
        return jar.resolveSibling("app.aot");
    }

    /**
     * The executor with the node types of a folder's jars; building it takes some seconds where they are new.
     *
     * @param home the repository, with a packaged executor
     * @throws StartFailure where it can't be built with these jars
     */
    public static Program extendedExecutor(Path home, Path nodeTypes) {
        return jar(
                ExtendedExecutor.jar(home, nodeTypes),
                ServiceKind.EXECUTOR.jar(home).resolveSibling(OPTIONS));
    }

    public static Program mainClass(String classPath, String mainClass) {
        return new Program(List.of(), List.of("-cp", classPath, mainClass));
    }
}
