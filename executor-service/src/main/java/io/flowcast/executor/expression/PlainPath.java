package io.flowcast.executor.expression;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An expression such as {@code nodes.fetch.output.body}, which most are: it is looked up on the spot, without JSONata and
 * without another thread. Where a list lies on the way it is left to JSONata, which would map over it.
 */
record PlainPath(List<String> names) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*+(\\.[A-Za-z_][A-Za-z0-9_]*+)*+");
    private static final Pattern DOT = Pattern.compile("\\.");
    private static final Set<String> WORDS = Set.of("and", "or", "in", "true", "false", "null", "function");
    /** No value, but for {@link SyntaxTree} to understand. */
    private static final String SECRETS = "secrets";

    static @Nullable PlainPath of(String source) {
        String path = source.strip();
        if (!FORM.matcher(path).matches()) {
            return null;
        }
        List<String> names = List.of(DOT.split(path));
        return names.getFirst().equals(SECRETS) || names.stream().anyMatch(WORDS::contains)
                ? null
                : new PlainPath(names);
    }

    /** Whether {@link #in} gives what JSONata would. */
    boolean isPlainIn(Scope scope) {
        Object value = scope.variables();
        for (String name : names) {
            if (!(value instanceof Map<?, ?> map)) {
                return !(value instanceof List<?>);
            }
            value = map.get(name);
        }
        return true;
    }

    @Nullable
    Object in(Scope scope) {
        Object value = scope.variables();
        for (String name : names) {
            if (!(value instanceof Map<?, ?> map)) {
                return null;
            }
            value = map.get(name);
        }
        return value;
    }
}
