package io.flowcast.systemtests.chaos;

import io.flowcast.stack.service.ServiceKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Something that is wrong with Flowcast on purpose: a patch in {@code system-tests/src/mutants} that says what it breaks and
 * which validators have to say so. It is applied to copies of the sources, and what comes of them takes its place in a copy of
 * the packaged services.
 *
 * @param patch its file
 * @param what is broken
 * @param faults names of those that a storm has to have for it to be seen; empty for all
 * @param caughtBy names of validators, of which one has to find it
 * @param sources that it changes, seen from the repository's root
 */
record Mutant(Path patch, String what, Set<String> faults, List<String> caughtBy, List<Path> sources) {
    private static final Path FOLDER = Path.of("src/mutants");
    private static final String WHAT = "What: ";
    private static final String FAULTS = "Faults: ";
    private static final String CAUGHT_BY = "Caught by: ";
    private static final String SOURCE = "+++ b/";

    /** All there are, by name. */
    static List<Mutant> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".patch"))
                    .sorted()
                    .map(Mutant::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Mutant read(Path patch) {
        try {
            List<String> lines = Files.readAllLines(patch);
            return new Mutant(
                    patch.toAbsolutePath(),
                    String.join("", after(WHAT, lines)),
                    after(FAULTS, lines).stream()
                            .flatMap(names -> Stream.of(names.split("\\|")))
                            .collect(Collectors.toCollection(TreeSet::new)),
                    List.of(String.join("", after(CAUGHT_BY, lines)).split("\\|")),
                    after(SOURCE, lines).stream().map(Path::of).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> after(String begin, List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(begin))
                .map(line -> line.substring(begin.length()))
                .toList();
    }

    String name() {
        return patch.getFileName().toString().replace(".patch", "");
    }

    /** Whether what a storm found says it. */
    boolean isCaughtBy(List<String> violations) {
        return violations.stream()
                .anyMatch(violation -> caughtBy.stream().anyMatch(name -> violation.startsWith(name + ":")));
    }

    /** The changed sources, below the folder as they are below the root. */
    Path applied(Path root, Path folder) throws IOException, InterruptedException {
        for (Path source : sources) {
            Path copy = folder.resolve(source);
            Files.createDirectories(copy.getParent());
            Files.copy(root.resolve(source), copy, StandardCopyOption.REPLACE_EXISTING);
        }
        ProcessBuilder git = new ProcessBuilder("git", "apply", patch.toString()).directory(folder.toFile());
        // Else it would take the folder for a part of the repository that it lies in.
        git.environment()
                .put("GIT_CEILING_DIRECTORIES", folder.toRealPath().getParent().toString());
        Process applying = git.redirectErrorStream(true).start();
        String said = new String(applying.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (applying.waitFor() != 0) {
            throw new IllegalStateException(name() + " does not apply: " + said);
        }
        return folder;
    }

    /** The packaged services with it, as in a repository's root. */
    Path built(Path root, Path folder) throws IOException, InterruptedException {
        Path changed = applied(root, Files.createDirectories(folder.resolve("sources")));
        Path home = folder.resolve("home");
        copy(root.resolve("examples"), home.resolve("examples"));
        for (ServiceKind kind : ServiceKind.values()) {
            Path packaged = root.relativize(kind.jar(root)).getParent();
            copy(root.resolve(packaged), home.resolve(packaged));
            List<Path> own = sources.stream()
                    .filter(source -> source.startsWith(packaged.getName(0)))
                    .toList();
            if (!own.isEmpty()) {
                List<Path> jars = jars(home.resolve(packaged));
                Path classes = compiled(changed, own, jars, folder.resolve("classes"));
                replace(classes, jars);
            }
        }
        return home;
    }

    private static Path compiled(Path changed, List<Path> sources, List<Path> jars, Path classes) throws IOException {
        Files.createDirectories(classes);
        List<String> arguments =
                new ArrayList<>(List.of("-proc:none", "-nowarn", "-parameters", "-d", classes.toString()));
        arguments.add("-classpath");
        arguments.add(jars.stream().map(Path::toString).collect(Collectors.joining(":")));
        List<String> java = new ArrayList<>();
        for (Path source : sources) {
            Path below = source.subpath(4, source.getNameCount());
            if (source.toString().endsWith(".java")) {
                java.add(changed.resolve(source).toString());
            } else {
                Files.createDirectories(classes.resolve(below).getParent());
                Files.copy(changed.resolve(source), classes.resolve(below), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        arguments.addAll(java);
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        if (!java.isEmpty()
                && ToolProvider.getSystemJavaCompiler().run(null, messages, messages, arguments.toArray(String[]::new))
                        != 0) {
            throw new IllegalStateException(messages.toString(StandardCharsets.UTF_8));
        }
        return classes;
    }

    /** In the jar that has the first of them, all of them. */
    private static void replace(Path classes, List<Path> jars) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(classes)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path jar : jars) {
            try (FileSystem content = FileSystems.newFileSystem(jar)) {
                if (Files.exists(
                        content.getPath(classes.relativize(files.getFirst()).toString()))) {
                    for (Path file : files) {
                        Path place = content.getPath(classes.relativize(file).toString());
                        Files.copy(file, place, StandardCopyOption.REPLACE_EXISTING);
                    }
                    return;
                }
            }
        }
        throw new IllegalStateException("no jar has " + files.getFirst());
    }

    /** Those of our own first. */
    private static List<Path> jars(Path packaged) throws IOException {
        try (Stream<Path> all = Files.walk(packaged)) {
            return all.filter(file -> file.toString().endsWith(".jar"))
                    .sorted((one, other) -> Integer.compare(one.getNameCount(), other.getNameCount()))
                    .toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
