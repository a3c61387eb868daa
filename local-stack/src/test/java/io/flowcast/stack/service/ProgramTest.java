package io.flowcast.stack.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real JVM runs a real jar, and says where its class came from. */
class ProgramTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FROM_CACHE = "App source: shared objects file";

    @TempDir
    private Path folder;

    @Test
    void aCacheOfTheJarIsUsedAndOneOfAnEarlierBuildIsNot() throws Exception {
        Path jar = build("first");
        Path cache = Program.cacheOf(jar);
        run(Program.jar(jar), "-XX:AOTCacheOutput=" + cache);
        assertThat(cache).isRegularFile();

        assertThat(run(Program.jar(jar), "-Xlog:class+load"))
                .contains("first")
                .anyMatch(line -> line.contains(FROM_CACHE));

        build("second");
        Files.setLastModifiedTime(
                jar, FileTime.from(Files.getLastModifiedTime(cache).toInstant().plusSeconds(2)));
        assertThat(run(Program.jar(jar), "-Xlog:class+load"))
                .contains("second")
                .noneMatch(line -> line.contains(FROM_CACHE));
    }

    private Path build(String says) throws IOException {
        Path source = folder.resolve("App.java");
        Files.writeString(
                source,
                "class App { public static void main(String[] arguments) { System.out.println(\"" + says + "\"); } }");
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", folder.toString(), source.toString()))
                .isZero();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "App");
        Path jar = folder.resolve("app.jar");
        try (JarOutputStream content = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            content.putNextEntry(new JarEntry("App.class"));
            content.write(Files.readAllBytes(folder.resolve("App.class")));
        }
        return jar;
    }

    /** Gives what it wrote. */
    private List<String> run(Program program, String option) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(JavaCommand.of(program, List.of(option), Map.of()));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output);
        assertThat(process.exitValue()).as("%s", lines).isZero();
        return lines;
    }
}
