package io.flowcast.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The gateway's classes once more, one of them compiled from its source with something wrong in it. */
final class BrokenClasses extends ClassLoader {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final String OURS = "io.flowcast.gateway.";

    private final Path compiled;

    /**
     * @param source of the class, below the gateway's package
     * @param code what stands there, and is replaced
     */
    BrokenClasses(Path folder, String source, String code, String instead) throws IOException {
        super(BrokenClasses.class.getClassLoader());
        this.compiled = folder.resolve("classes");
        Path original = SOURCES.resolve(OURS.replace('.', '/')).resolve(source);
        String text = Files.readString(original);
        assertThat(text).contains(code);
        Path broken = Files.createDirectories(folder.resolve("sources")).resolve(original.getFileName());
        Files.writeString(broken, text.replace(code, instead));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int result = compiler.run(
                null,
                messages,
                messages,
                "-proc:none",
                "-nowarn",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                Files.createDirectories(compiled).toString(),
                broken.toString());
        assertThat(result).as(messages.toString(StandardCharsets.UTF_8)).isZero();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known == null ? define(name) : known;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        String file = name.replace('.', '/') + ".class";
        try (InputStream original = getParent().getResourceAsStream(file)) {
            Path broken = compiled.resolve(file);
            if (original == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] code = Files.exists(broken) ? Files.readAllBytes(broken) : original.readAllBytes();
            return defineClass(name, code, 0, code.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
