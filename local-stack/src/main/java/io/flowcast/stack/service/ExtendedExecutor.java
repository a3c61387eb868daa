package io.flowcast.stack.service;

import io.flowcast.stack.process.Scratch;
import io.flowcast.stack.process.StartFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The executor with the node types of a folder's jars built in. Beans are found when the executor is built, so this takes
 * some seconds; what was built is kept under a name made of all that went into it, and used again while that is the same.
 */
final class ExtendedExecutor {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** How many are kept; one is some 30 MB. */
    private static final int KEPT = 5;
    /** The build writes into a folder of this name and no other. */
    private static final String PACKAGE = "extensible";

    private static final int LINES_SHOWN = 8;
    private static final String FOLDER = "node-types";
    private static final String RUN = "quarkus-run.jar";

    private final Path base;
    private final Path nodeTypes;
    private final Path builds;

    private ExtendedExecutor(Path base, Path nodeTypes, Path builds) {
        this.base = base;
        this.nodeTypes = nodeTypes;
        this.builds = builds;
    }

    /**
     * The executable jar of the executor that has these node types.
     *
     * @param home the repository, with a packaged executor
     * @param nodeTypes a folder of jars
     * @throws StartFailure where the executor is not packaged, or can't be built with these jars
     */
    static Path jar(Path home, Path nodeTypes) {
        Path base = home.resolve("executor-service/target").resolve(PACKAGE);
        if (!Files.isRegularFile(base.resolve(RUN))) {
            throw new StartFailure(base + " is missing: build it first (./flowcast up does, or mvn package)");
        }
        try {
            return new ExtendedExecutor(base, nodeTypes, home.resolve(".flowcast/executors")).jar();
        } catch (IOException e) {
            throw new StartFailure("cannot build an executor with the node types in " + nodeTypes + ": " + e, e);
        }
    }

    private Path jar() throws IOException {
        Path build = builds.resolve(fingerprint());
        if (!Files.isDirectory(build)) {
            Files.createDirectories(builds);
            prune();
            build(build);
        }
        Files.setLastModifiedTime(build, FileTime.from(Instant.now()));
        return build.resolve(PACKAGE).resolve(RUN);
    }

    private void build(Path result) throws IOException {
        Path part = Files.createTempDirectory(builds, "part-");
        try {
            Path executor = part.resolve(PACKAGE);
            copy(base, executor);
            for (Path jar : jars()) {
                Files.copy(jar, executor.resolve(FOLDER).resolve(jar.getFileName()));
            }
            rebuild(executor, part.resolve("build.log"));
            // Only a build needs it, and it is the larger half.
            new Scratch(executor.resolve("lib/deployment")).close();
            Files.move(part, result, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException somebodyWasFaster) {
            new Scratch(part).close();
        } catch (IOException | RuntimeException e) {
            new Scratch(part).close();
            throw e;
        }
    }

    private void rebuild(Path executor, Path log) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dquarkus.launch.rebuild=true",
                        "-jar",
                        executor.resolve(RUN).toString())
                .directory(executor.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StartFailure("building an executor with the node types in " + nodeTypes + " took longer than "
                        + LIMIT.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while building an executor with the node types in " + nodeTypes, e);
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new StartFailure("the node types in " + nodeTypes + " cannot be built into an executor: "
                    + reason(Files.readString(log, StandardCharsets.UTF_8)));
        }
    }

    /** What a person needs out of pages of stack traces: what the innermost exception says. */
    private static String reason(String log) {
        List<String> lines = log.lines().filter(line -> !line.isBlank()).toList();
        int cause = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("Caused by: ")) {
                cause = i;
            }
        }
        return lines.stream()
                .skip(cause)
                .takeWhile(line -> !line.strip().startsWith("at "))
                .limit(LINES_SHOWN)
                .map(String::strip)
                .collect(Collectors.joining("\n    "));
    }

    private String fingerprint() throws IOException {
        MessageDigest digest = sha256();
        for (Path part : List.of(base.resolve("quarkus-app-dependencies.txt"), base.resolve("app"))) {
            for (Path file : files(part)) {
                add(digest, base.relativize(file).toString(), file);
            }
        }
        for (Path file : files(base.resolve("lib/main"))) {
            digest.update((file.getFileName() + " " + Files.size(file)).getBytes(StandardCharsets.UTF_8));
        }
        for (Path jar : jars()) {
            add(digest, jar.getFileName().toString(), jar);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 12);
    }

    private static void add(MessageDigest digest, String name, Path file) throws IOException {
        digest.update((name + " " + Files.size(file) + "\n").getBytes(StandardCharsets.UTF_8));
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
    }

    private List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.list(nodeTypes)) {
            return files.filter(file -> file.toString().endsWith(".jar") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /** Makes room for one more: the ones not used for longest go. */
    private void prune() throws IOException {
        List<Path> kept;
        try (Stream<Path> all = Files.list(builds)) {
            kept = all.filter(build -> !build.getFileName().toString().startsWith("part-"))
                    .sorted(Comparator.comparing(ExtendedExecutor::used).reversed())
                    .toList();
        }
        kept.stream().skip(KEPT - 1).forEach(build -> new Scratch(build).close());
    }

    private static FileTime used(Path build) {
        try {
            return Files.getLastModifiedTime(build);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + build, e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
