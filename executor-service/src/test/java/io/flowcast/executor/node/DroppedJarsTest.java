package io.flowcast.executor.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DroppedJarsTest {

    @TempDir
    private Path folder;

    @Test
    void aJarThatTheExecutorWasNotBuiltWithIsRefused() throws IOException {
        Path jar = jar("acme.jar", "com/acme/PayNode.class");
        DroppedJars jars = new DroppedJars(List.of(jar));

        assertThatIllegalStateException()
                .isThrownBy(() -> jars.requireBuiltIn(DroppedJarsTest.class.getClassLoader()))
                .withMessageStartingWith(jar + " is not built into this executor: run");
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            jars.requireBuiltIn(loader);
        }
    }

    @Test
    void aJarOfTheSameClassesUnderAnotherNameIsNotTheOneThatWasBuiltIn() throws IOException {
        Path old = jar("acme-1.jar", "com/acme/PayNode.class");
        Path dropped = jar("acme-2.jar", "com/acme/PayNode.class");

        try (URLClassLoader loader = new URLClassLoader(new URL[] {old.toUri().toURL()})) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> new DroppedJars(List.of(dropped)).requireBuiltIn(loader))
                    .withMessageContaining("acme-2.jar");
        }
    }

    @Test
    void whatIsNoJarIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.jar"), "not a jar");

        assertThatIllegalStateException()
                .isThrownBy(() -> new DroppedJars(List.of(text)).requireBuiltIn(DroppedJarsTest.class.getClassLoader()))
                .withMessageStartingWith(text + " is no jar");
    }

    @Test
    void jarsWithoutNodeTypesAreLibraries() throws IOException {
        DroppedJars jars = new DroppedJars(List.of(jar("acme.jar", "A.class"), jar("gson.jar", "B.class")));

        assertThat(jars.without(Set.of("acme.jar"))).containsExactly("gson.jar");
    }

    private Path jar(String name, String entry) throws IOException {
        Path jar = folder.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry(entry));
        }
        return jar;
    }
}
