package io.flowcast.systemtests.harness;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Jars with one node type each, compiled against the packaged executor. */
public final class NodeTypeJar {
    private NodeTypeJar() {}

    /**
     * Writes a jar.
     *
     * @param needs the parameters of the constructor, as they stand in Java
     */
    public static Path write(Path jar, String className, String typeName, String needs) throws IOException {
        Path classes = Files.createTempDirectory(jar.getParent(), "classes");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        List<String> options = List.of("-d", classes.toString(), "-cp", libraries(), "-proc:none");
        JavaFileObject source = new Source(className, source(className, typeName, needs));
        if (!compiler.getTask(errors, null, null, options, null, List.of(source))
                .call()) {
            throw new IOException("cannot compile " + className + ": " + errors);
        }
        String entry = className + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("META-INF/beans.xml"));
            out.putNextEntry(new ZipEntry(entry));
            out.write(Files.readAllBytes(classes.resolve(entry)));
        }
        return jar;
    }

    private static String source(String className, String typeName, String needs) {
        return """
                import io.flowcast.node.*;
                import java.util.Map;

                @jakarta.inject.Singleton
                public class %1$s implements NodeType {
                    @jakarta.inject.Inject
                    public %1$s(%3$s) {}
                    public String name() { return "%2$s"; }
                    public Map<String, Object> settingsSchema() { return Map.of(); }
                    public NodeResult run(NodeContext context) { return NodeResult.none(); }
                }
                """.formatted(className, typeName, needs);
    }

    private static String libraries() throws IOException {
        Path folder = Path.of(System.getProperty("flowcast.home", ".."), "executor-service/target/extensible/lib/main");
        try (Stream<Path> jars = Files.list(folder)) {
            return jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        private Source(String className, String text) {
            super(URI.create("string:///" + className + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
