package io.flowcast.gateway.hub;

import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.events.EventType;
import io.flowcast.events.ExecutionSnapshot;
import io.flowcast.events.StreamEvents;
import java.nio.charset.StandardCharsets;
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

    public static Frame of(EventMessage event) {
        byte[] id = ascii(event.id().toString());
        byte[] type = event.type().getBytes(StandardCharsets.UTF_8);
        byte[] data = event.data().getBytes(StandardCharsets.UTF_8);
        return new Frame(event.id(), encode(id, type, 0, type.length, data, 0, data.length), event.terminal());
    }

    /** The frame of a message on an execution's channel, without making text of its data; empty where it is none. */
    public static Optional<Frame> ofMessage(byte[] message) {
        int first = indexOfSpace(message, 0);
        int second = first < 0 ? -1 : indexOfSpace(message, first + 1);
        if (second < 0) {
            return Optional.empty();
        }
        String type = new String(message, first + 1, second - first - 1, StandardCharsets.UTF_8);
        return EventId.parse(new String(message, 0, first, StandardCharsets.US_ASCII))
                .map(id -> new Frame(
                        id,
                        encode(ascii(id.toString()), message, first + 1, second, message, second + 1, message.length),
                        EventType.terminal(type)));
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

    private static int indexOfSpace(byte[] text, int from) {
        for (int i = from; i < text.length; i++) {
            if (text[i] == ' ') {
                return i;
            }
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
