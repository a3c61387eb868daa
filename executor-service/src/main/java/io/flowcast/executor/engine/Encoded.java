package io.flowcast.executor.engine;

import org.jspecify.annotations.Nullable;

/**
 * A JSON value in both its forms, so that it is written once.
 *
 * @param value plain maps, lists, strings, numbers, booleans, null
 * @param json the same on one line
 * @param bytes how long that line is in UTF-8, the measure of every bound
 */
public record Encoded(@Nullable Object value, String json, long bytes) {
    public Encoded(@Nullable Object value, String json) {
        this(value, json, bytes(json));
    }

    /** The length in UTF-8; of a surrogate alone as of half a pair. */
    static long bytes(String text) {
        long bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                bytes += c >= 0x800 && !Character.isSurrogate(c) ? 2 : 1;
            }
        }
        return bytes;
    }
}
