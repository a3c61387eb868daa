package io.flowcast.executor.node;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;

/**
 * The jars in the folder {@value #FOLDER} beside the executor. Their beans are found when the executor is built with them;
 * a jar that was only dropped there would be passed over in silence.
 */
record DroppedJars(List<Path> jars) {

    static final String FOLDER = "node-types";

    private static final String RUN = "quarkus-run.jar";

    /** Those beside this process' executable jar; none where it was started otherwise. */
    static DroppedJars besideExecutor() throws IOException {
        Path run = Path.of(System.getProperty("java.class.path", "").split(System.getProperty("path.separator"), 2)[0]);
        Path folder = run.toAbsolutePath().resolveSibling(FOLDER);
        if (!run.endsWith(RUN) || !Files.isDirectory(folder)) {
            return new DroppedJars(List.of());
        }
        try (Stream<Path> files = Files.list(folder)) {
            return new DroppedJars(files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList());
        }
    }

    /**
     * @throws IllegalStateException where one is no jar, or this executor was not built with it: the message names it and
     *     says what to do
     */
    void requireBuiltIn(ClassLoader loader) throws IOException {
        for (Path jar : jars) {
            Optional<String> entry = firstClass(jar);
            if (entry.isPresent() && !comesFrom(loader, entry.get(), jar)) {
                throw new UnusableNodeType(jar + " is not built into this executor: run"
                        + " java -Dquarkus.launch.rebuild=true -jar quarkus-run.jar in the executor that takes node types"
                        + " in, or start with ./flowcast up --node-types");
            }
        }
    }

    /** The names of those that hold none of the node types from these sources: libraries, or mistakes. */
    Set<String> without(Set<String> sources) {
        Set<String> names = new TreeSet<>();
        for (Path jar : jars) {
            String name = String.valueOf(jar.getFileName());
            if (!sources.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    private static Optional<String> firstClass(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                    .filter(name -> !name.endsWith("module-info.class"))
                    .findFirst();
        } catch (ZipException e) {
            throw new UnusableNodeType(jar + " is no jar: " + e.getMessage());
        }
    }

    private static boolean comesFrom(ClassLoader loader, String entry, Path jar) throws IOException {
        String suffix = "/" + jar.getFileName() + "!/" + entry;
        for (URL url : Collections.list(loader.getResources(entry))) {
            if (url.toString().endsWith(suffix)) {
                return true;
            }
        }
        return false;
    }
}
