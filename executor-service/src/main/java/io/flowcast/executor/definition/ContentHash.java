package io.flowcast.executor.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flowcast.events.DefinitionText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a definition says, whatever its format, the order of its fields, and how its numbers are written. */
final class ContentHash {
    private static final double EXACT = 1L << 53;

    private ContentHash() {}

    /** SHA-256 of the JSON with sorted keys, in hexadecimal. */
    static String of(Map<String, Object> source) {
        try {
            return sha256(JsonSchema.JSON.writeValueAsString(canonical(source)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a definition can't be hashed", e);
        }
    }

    /** SHA-256 of the text and its media type, in hexadecimal. */
    static String of(DefinitionText text) {
        return sha256(text.mediaType() + '\n' + text.content());
    }

    private static String sha256(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static @Nullable Object canonical(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> sorted = new TreeMap<>();
                map.forEach((key, member) -> sorted.put(String.valueOf(key), canonical(member)));
                yield sorted;
            }
            case List<?> list -> list.stream().map(ContentHash::canonical).toList();
            case Double number when number == Math.rint(number) && Math.abs(number) < EXACT -> number.longValue();
            case Float number -> canonical(number.doubleValue());
            case Number number -> number;
            case null, default -> value;
        };
    }
}
