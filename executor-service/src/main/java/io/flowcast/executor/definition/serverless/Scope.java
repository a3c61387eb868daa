package io.flowcast.executor.definition.serverless;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the names of a runtime expression stand for at one place of a workflow.
 *
 * @param current what {@code .} is; null where that can't be told beforehand
 * @param variables the others by name, without their {@code $}
 */
record Scope(@Nullable Code current, Map<String, Code> variables) {

    static final String CONTEXT = "context";
    static final String INPUT = "input";

    Scope withCurrent(@Nullable Code value) {
        return new Scope(value, variables);
    }

    Scope with(String name, Code value) {
        Map<String, Code> more = new LinkedHashMap<>(variables);
        more.put(name, value);
        return new Scope(current, more);
    }

    Scope without(String name) {
        Map<String, Code> fewer = new LinkedHashMap<>(variables);
        fewer.remove(name);
        return new Scope(current, fewer);
    }
}
