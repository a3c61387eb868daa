package io.flowcast.gateway.hub;

import io.flowcast.events.EventBatch;
import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.events.EventType;
import io.flowcast.events.ExecutionSnapshot;
import io.flowcast.events.StreamEvents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One event as it goes over the wire (WHATWG HTML, 9.2), encoded once for all who get it.
 *
 * @param bytes the whole block with its empty line; never changed
 * @param terminal whether nothing follows it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and a copy a frame would cost what coalescing gains
public record Frame(EventId id, byte[] bytes, boolean terminal) {
    private static final byte[] ID = ascii("id: ");
    private static final byte[] EVENT = ascii("\nevent: ");
    private static final byte[] DATA = ascii("\ndata: ");
    private static final byte[] END = ascii("\n\n");
    private static final byte[] TIMESTAMP = ascii("\"timestamp\":");

    public static Frame of(EventMessage event) {
        byte[] id = ascii(event.id().toString());
        byte[] type = event.type().getBytes(StandardCharsets.UTF_8);
        byte[] data = event.data().getBytes(StandardCharsets.UTF_8);
        return new Frame(event.id(), encode(id, type, 0, type.length, data, 0, data.length), event.terminal());
    }

    /**
     * The frames of a message on an execution's channel, an {@link EventBatch}, without making text of its data; none
     * where it is no such message.
     */
    public static List<Frame> ofMessage(byte[] message) {
        int head = indexOf('\n', message, 0, message.length);
        Optional<EventId> last = EventId.parse(new String(message, 0, Math.max(0, head), StandardCharsets.US_ASCII));
        if (last.isEmpty()) {
            return List.of();
        }
        List<Frame> frames = new ArrayList<>();
        long seq = last.get().seq() - lineBreaks(message, head + 1);
        for (int from = head + 1, to; from < message.length; from = to + 1, seq++) {
            int line = indexOf('\n', message, from, message.length);
            to = line < 0 ? message.length : line;
            int space = indexOf(' ', message, from, to);
            if (space <= from || seq < 1) {
                return List.of();
            }
            EventId id = new EventId(seq, last.get().fence());
            byte[] block = encode(ascii(id.toString()), message, from, space, message, space + 1, to);
            String type = new String(message, from, space - from, StandardCharsets.UTF_8);
            frames.add(new Frame(id, block, EventType.terminal(type)));
        }
        return frames;
    }

    /** @param json the snapshot on one line */
    static Frame of(ExecutionSnapshot snapshot, String json) {
        EventMessage message = new EventMessage(snapshot.lastEventId(), StreamEvents.SNAPSHOT, json);
        return new Frame(message.id(), of(message).bytes(), snapshot.status().terminal());
    }

    /** Says that nothing more will come of an execution. */
    static byte[] closed(String executionId, String reason) {
        return ascii("event: " + StreamEvents.CLOSED + "\ndata: {\"executionId\":\"" + executionId + "\",\"reason\":\""
                + reason + "\"}\n\n");
    }

    /** When it happened, in epoch milliseconds; negative where it does not say. */
    long timestamp() {
        for (int at = 0; at + TIMESTAMP.length < bytes.length; at++) {
            if (bytes[at] == '"' && Arrays.equals(bytes, at, at + TIMESTAMP.length, TIMESTAMP, 0, TIMESTAMP.length)) {
                long millis = 0;
                for (int i = at + TIMESTAMP.length; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
                    millis = millis * 10 + bytes[i] - '0';
                }
                return millis;
            }
        }
        return -1;
    }

    /** Whether it comes right after the event with this id, in the same history without doubt. */
    boolean follows(EventId previous) {
        return id.seq() == previous.seq() + 1 && id.fence() == previous.fence();
    }

    /** Writes it with this cursor for an id, and says where it ends. */
    int putUnder(VectorCursor cursor, byte[] to, int at) {
        int rest = ID.length + id.toString().length();
        int end = cursor.put(to, put(ID, 0, ID.length, to, at));
        return put(bytes, rest, bytes.length - rest, to, end);
    }

    private static byte[] encode(
            byte[] id, byte[] type, int typeFrom, int typeTo, byte[] data, int dataFrom, int dataTo) {
        int typeLength = typeTo - typeFrom;
        int dataLength = dataTo - dataFrom;
        byte[] block =
                new byte[ID.length + id.length + EVENT.length + typeLength + DATA.length + dataLength + END.length];
        int at = put(ID, 0, ID.length, block, 0);
        at = put(id, 0, id.length, block, at);
        at = put(EVENT, 0, EVENT.length, block, at);
        int typeAt = at;
        at = put(type, typeFrom, typeLength, block, at);
        oneLine(block, typeAt, at);
        at = put(DATA, 0, DATA.length, block, at);
        int dataAt = at;
        at = put(data, dataFrom, dataLength, block, at);
        oneLine(block, dataAt, at);
        put(END, 0, END.length, block, at);
        return block;
    }

    private static int put(byte[] from, int start, int length, byte[] to, int at) {
        System.arraycopy(from, start, to, at, length);
        return at + length;
    }

    /** A line break inside would end the field; in JSON it can only stand between tokens, where a space does as well. */
    private static void oneLine(byte[] block, int from, int to) {
        for (int i = from; i < to; i++) {
            if (block[i] == '\n' || block[i] == '\r') {
                block[i] = ' ';
            }
        }
    }

    private static int lineBreaks(byte[] text, int from) {
        int count = 0;
        for (int i = from; i < text.length; i++) {
            if (text[i] == '\n') {
                count++;
            }
        }
        return count;
    }

    private static int indexOf(char sign, byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] == sign) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
