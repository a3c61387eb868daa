package io.flowcast.events;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an event stream byte by byte as WHATWG HTML, sections 9.2.5 and 9.2.6, has it, and as plainly as can be: to compare
 * other readers with. Bytes may come in any pieces.
 */
public final class EventStreamGrammar {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /**
     * What was dispatched.
     *
     * @param id the last that was given by then; empty for none
     */
    public record Message(String id, String event, String data) {}

    private final List<Message> messages = new ArrayList<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private boolean first = true;
    private boolean afterReturn;
    private String id = "";
    private String event = "";

    /** What came of these bytes, and of what came before. */
    public List<Message> read(byte[] bytes) {
        for (byte one : bytes) {
            boolean secondOfTwo = one == '\n' && afterReturn;
            afterReturn = one == '\r';
            if (secondOfTwo) {
                continue;
            }
            if (one == '\n' || one == '\r') {
                line();
            } else {
                line.write(one);
            }
        }
        return List.copyOf(messages);
    }

    private void line() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (first && text.startsWith(BYTE_ORDER_MARK)) {
            text = text.substring(1);
        }
        first = false;
        if (text.isEmpty()) {
            dispatch();
            return;
        }
        int colon = text.indexOf(':');
        if (colon == 0) {
            return;
        }
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        field(field, value.startsWith(" ") ? value.substring(1) : value);
    }

    private void field(String name, String value) {
        switch (name) {
            case "event" -> event = value;
            case "data" -> data.append(value).append('\n');
            case "id" -> id = value.indexOf('\0') < 0 ? value : id;
            default -> {}
        }
    }

    private void dispatch() {
        if (!data.isEmpty()) {
            data.setLength(data.length() - 1);
            messages.add(new Message(id, event.isEmpty() ? "message" : event, data.toString()));
        }
        data.setLength(0);
        event = "";
    }
}
