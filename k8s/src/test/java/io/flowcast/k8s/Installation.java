package io.flowcast.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A copy of the manifests, with the choices that somebody who installs Flowcast has. */
final class Installation {
    private static final String DEFAULT_CONTROLLER = "  - ../../components/ingress-nginx\n";

    private final Path folder;

    private Installation(Path folder) {
        this.folder = folder;
    }

    /** As it is meant for a laptop, passwords made. */
    static Installation local(Path parent) throws IOException, InterruptedException {
        Path copy = copy(parent);
        Path overlay = copy.resolve("overlays/local");
        Process secrets = new ProcessBuilder(overlay.resolve("secrets.sh").toString())
                .inheritIO()
                .start();
        if (!secrets.waitFor(30, TimeUnit.SECONDS) || secrets.exitValue() != 0) {
            secrets.destroyForcibly();
            throw new IOException("secrets.sh failed");
        }
        return new Installation(overlay);
    }

    /** For production, with the components that are named instead of the usual controller. */
    static Installation production(Path parent, List<String> components) throws IOException {
        Path overlay = copy(parent).resolve("overlays/production");
        Path file = overlay.resolve("kustomization.yaml");
        StringBuilder lines = new StringBuilder();
        components.forEach(component ->
                lines.append("  - ../../components/").append(component).append('\n'));
        String before = Files.readString(file);
        if (!before.contains(DEFAULT_CONTROLLER)) {
            throw new IllegalStateException(file + " names no controller");
        }
        Files.writeString(file, before.replace(DEFAULT_CONTROLLER, lines));
        return new Installation(overlay);
    }

    /** With a component more, which is no part of what is installed: of the tests' own resources. */
    Installation with(String component) throws IOException {
        copy(
                Sources.ROOT.resolve("k8s/src/test/resources/" + component),
                folder.resolve("../../components/" + component).normalize());
        Path file = folder.resolve("kustomization.yaml");
        String before = Files.readString(file);
        String line = "  - ../../components/" + component + "\n";
        // The last of those that are there already: it sees what they made.
        int list = before.indexOf("\ncomponents:\n");
        int end = list < 0 ? -1 : before.indexOf("\n\n", list + 1);
        Files.writeString(
                file,
                list < 0
                        ? before + "\ncomponents:\n" + line
                        : before.substring(0, end + 1) + line + before.substring(end + 1));
        return this;
    }

    Manifests render(Kustomize kustomize) {
        return kustomize.build(folder);
    }

    /** Beside a copy of Redis' users, as in the sources. */
    private static Path copy(Path parent) throws IOException {
        Path from = Sources.ROOT.resolve("k8s");
        for (String part : List.of("base", "components", "overlays")) {
            copy(from.resolve(part), parent.resolve("k8s").resolve(part));
        }
        copy(Sources.ROOT.resolve("deploy/redis"), parent.resolve("deploy/redis"));
        return parent.resolve("k8s");
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                // Passwords of somebody who has installed it from here.
                if (directory.endsWith("secrets")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = to.resolve(from.relativize(file));
                Files.copy(file, copy);
                if (!copy.toFile().setExecutable(Files.isExecutable(file))) {
                    throw new UncheckedIOException(new IOException(copy + " cannot be made like its original"));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
