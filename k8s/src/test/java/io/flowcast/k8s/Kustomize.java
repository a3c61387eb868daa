package io.flowcast.k8s;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The kustomize of this machine: the program of that name, or the one inside kubectl. */
record Kustomize(List<String> command) {
    private static final int PATIENCE_SECONDS = 60;
    /** Components came with 3.7, labels in templates with 5. */
    private static final int MAJOR = 5;

    private static final Pattern VERSION = Pattern.compile("\\bv(\\d+)\\.\\d+\\.\\d+");
    private static final Pattern INSIDE_KUBECTL = Pattern.compile("Kustomize Version: v(\\d+)\\.");

    /** The first in PATH that is new enough. */
    static Optional<Kustomize> find() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(Path::of)
                .flatMap(folder -> Stream.of(inKubectl(folder.resolve("kubectl")), alone(folder.resolve("kustomize"))))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Kustomize> inKubectl(Path kubectl) {
        return candidate(kubectl, List.of("version", "--client"), INSIDE_KUBECTL, "kustomize");
    }

    private static Optional<Kustomize> alone(Path kustomize) {
        return candidate(kustomize, List.of("version"), VERSION, "build");
    }

    private static Optional<Kustomize> candidate(Path program, List<String> ask, Pattern version, String command) {
        if (!Files.isExecutable(program)) {
            return Optional.empty();
        }
        List<String> question = new ArrayList<>(List.of(program.toString()));
        question.addAll(ask);
        try {
            Matcher told = version.matcher(run(question));
            return told.find() && Integer.parseInt(told.group(1)) >= MAJOR
                    ? Optional.of(new Kustomize(List.of(program.toString(), command)))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    Manifests build(Path folder) {
        List<String> whole = new ArrayList<>(command);
        whole.add(folder.toString());
        try {
            return Manifests.parse(run(whole));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Standard output. */
    private static String run(List<String> command) throws IOException {
        Path errors = Files.createTempFile("kustomize", ".err");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + Files.readString(errors));
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            process.destroyForcibly();
            Files.delete(errors);
        }
    }
}
