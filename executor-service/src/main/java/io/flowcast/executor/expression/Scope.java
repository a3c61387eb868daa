package io.flowcast.executor.expression;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What an expression can name. A name that is not here is undefined. The values are plain (maps, lists, strings,
 * numbers, booleans, null), are only read, and must not change while an evaluation runs.
 *
 * @param variables by name
 * @param secrets gives the value of a secret, null where there is none of that name; null itself where secrets may not be
 *     used. Asked for the names in the expressions that are evaluated and for no others
 */
public record Scope(
        Map<String, @Nullable Object> variables, @Nullable UnaryOperator<@Nullable String> secrets) {

    public static final Scope EMPTY = new Scope(Map.of(), null);

    /**
     * The names every expression has.
     *
     * @param nodes node id to {@code {output}}, of those that have one
     * @param execution {@code {id, workflowId, version, startTime}}
     */
    public static Scope of(@Nullable Object input, Map<String, ?> nodes, Map<String, ?> execution) {
        Map<String, @Nullable Object> variables = LinkedHashMap.newLinkedHashMap(3);
        variables.put("input", input);
        variables.put("nodes", nodes);
        variables.put("execution", execution);
        return new Scope(Collections.unmodifiableMap(variables), null);
    }

    /** The same and one more, such as the {@code item} of a loop. */
    public Scope with(String name, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(variables);
        more.put(name, value);
        return new Scope(Collections.unmodifiableMap(more), secrets);
    }

    /** The same, for expressions that may use secrets. */
    public Scope withSecrets(UnaryOperator<@Nullable String> values) {
        return new Scope(variables, values);
    }
}
