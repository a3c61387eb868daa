package io.flowcast.gateway.hub;

import io.flowcast.events.EventId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a client is in each of several executions: their event ids, in the order in which it named the executions, with
 * commas between them; nothing in the place of one of which it has no event yet. For one execution that is its event id.
 * It is part of every frame, and so keeps the bytes at hand. Of one event loop.
 */
public final class VectorCursor {
    private static final byte[] NONE = {};

    private final List<@Nullable EventId> ids;
    private final byte[][] parts;
    /** In bytes. */
    private int length;

    /** Before the first event of each. */
    public VectorCursor(int executions) {
        ids = new ArrayList<>();
        parts = new byte[executions][];
        for (int i = 0; i < executions; i++) {
            ids.add(null);
            parts[i] = NONE;
        }
        length = executions - 1;
    }

    /** What a client sent that asks for so many executions, or empty where it is no such cursor. */
    public static Optional<VectorCursor> parse(String text, int executions) {
        VectorCursor cursor = new VectorCursor(executions);
        int from = 0;
        for (int i = 0; i < executions; i++) {
            int comma = text.indexOf(',', from);
            boolean last = i == executions - 1;
            if (last ? comma >= 0 : comma < 0) {
                return Optional.empty();
            }
            String part = text.substring(from, last ? text.length() : comma);
            if (!part.isEmpty()) {
                Optional<EventId> id = EventId.parse(part);
                if (id.isEmpty()) {
                    return Optional.empty();
                }
                cursor.advance(i, id.get());
            }
            from = comma + 1;
        }
        return Optional.of(cursor);
    }

    public int size() {
        return parts.length;
    }

    /** Null where there is none yet. */
    public @Nullable EventId at(int index) {
        return ids.get(index);
    }

    void advance(int index, EventId id) {
        byte[] part = id.toString().getBytes(StandardCharsets.US_ASCII);
        length += part.length - parts[index].length;
        parts[index] = part;
        ids.set(index, id);
    }

    /** How many bytes {@link #put} writes, but for those of one event id. */
    int lengthWithout(int index) {
        return length - parts[index].length;
    }

    /** Writes it, and says where it ends. */
    int put(byte[] to, int at) {
        int end = at;
        for (int i = 0; i < parts.length; i++) {
            if (i > 0) {
                to[end++] = ',';
            }
            System.arraycopy(parts[i], 0, to, end, parts[i].length);
            end += parts[i].length;
        }
        return end;
    }

    @Override
    public String toString() {
        return ids.stream().map(id -> id == null ? "" : id.toString()).collect(Collectors.joining(","));
    }
}
