package io.flowcast.executor.engine;

import org.jspecify.annotations.Nullable;

/**
 * A JSON value in both its forms, so that it is written once.
 *
 * @param value plain maps, lists, strings, numbers, booleans, null
 * @param json the same on one line
 */
public record Encoded(@Nullable Object value, String json) {}
