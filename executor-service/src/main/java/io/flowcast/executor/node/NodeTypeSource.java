package io.flowcast.executor.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where classes came from: the executor itself, or a jar with node types of somebody's own. */
final class NodeTypeSource {

    static final String BUILT_IN = "built-in";

    private static final Pattern JAR = Pattern.compile("jar:.*?([^/]+\\.jar)!/.*");
    /** Where the build leaves classes that it changed; the originals lie in their jar as well. */
    private static final String CHANGED = "transformed-bytecode.jar";

    private NodeTypeSource() {}

    static String of(Class<?> type) {
        String jar = jar(type);
        return jar.equals(jar(NodeTypeSource.class)) ? BUILT_IN : jar;
    }

    /** The name of the jar; empty where it lies in none. */
    private static String jar(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        if (loader == null) {
            return "";
        }
        try {
            for (URL url : Collections.list(loader.getResources(type.getName().replace('.', '/') + ".class"))) {
                Matcher jar = JAR.matcher(url.toString());
                if (jar.matches() && !jar.group(1).equals(CHANGED)) {
                    return jar.group(1);
                }
            }
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell where " + type.getName() + " comes from", e);
        }
    }
}
