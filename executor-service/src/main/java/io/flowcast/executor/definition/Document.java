package io.flowcast.executor.definition;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A parsed text: plain maps (in the author's order), lists, strings, {@code Long}, {@code Double}, booleans, null; and
 * where each of them stood, by JSON Pointer.
 */
record Document(@Nullable Object root, Map<String, Position> positions) {

    private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");

    /** Of the value with this pointer, or of what would hold it. */
    @Nullable
    Position position(String pointer) {
        String at = pointer;
        while (true) {
            Position position = positions.get(at);
            if (position != null || at.isEmpty()) {
                return position;
            }
            at = at.substring(0, Math.max(0, at.lastIndexOf('/')));
        }
    }

    /** What a JSON Pointer leads to; null if nothing is there. */
    static @Nullable Object at(@Nullable Object root, String pointer) {
        Object value = root;
        for (String step : pointer.isEmpty()
                ? List.<String>of()
                : List.of(pointer.substring(1).split("/", -1))) {
            String key = step.replace("~1", "/").replace("~0", "~");
            value = switch (value) {
                case Map<?, ?> map -> map.get(key);
                case List<?> list
                when INDEX.matcher(key).matches() && Integer.parseInt(key) < list.size() ->
                    list.get(Integer.parseInt(key));
                case null, default -> null;
            };
        }
        return value;
    }

    static String child(String pointer, String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    static String child(String pointer, int index) {
        return pointer + "/" + index;
    }
}
