package io.flowcast.conformance.stream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Parses an event stream (WHATWG HTML 9.2.5 and 9.2.6), a byte after the other, so that it makes no difference where the network cuts
 * it; and keeps what clients would pass over in silence. Not thread-safe.
 */
public final class EventStreamParser {

    /** How lines end. */
    public enum Ending {
        LF,
        CR,
        CRLF
    }

    private static final char MARK = '\uFEFF';

    private final List<Block> blocks = new ArrayList<>();
    private final List<Line> open = new ArrayList<>();
    private final Map<Ending, Integer> endings = new EnumMap<>(Ending.class);
    private final List<String> faults = new ArrayList<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean first = true;
    private boolean afterReturn;
    private long bytes;

    public void feed(byte[] more) {
        for (byte next : more) {
            feed(next);
        }
    }

    public void feed(byte next) {
        bytes++;
        if (afterReturn) {
            afterReturn = false;
            if (next == '\n') {
                endings.merge(Ending.CR, -1, Integer::sum);
                endings.merge(Ending.CRLF, 1, Integer::sum);
                return;
            }
        }
        if (next == '\n') {
            endLine(Ending.LF);
        } else if (next == '\r') {
            endLine(Ending.CR);
            afterReturn = true;
        } else {
            line.write(next);
        }
    }

    private void endLine(Ending ending) {
        endings.merge(ending, 1, Integer::sum);
        String text = decoded();
        if (text.isEmpty()) {
            if (!open.isEmpty()) {
                blocks.add(new Block(open));
                open.clear();
            }
        } else {
            open.add(Line.of(text));
        }
    }

    private String decoded() {
        byte[] raw = line.toByteArray();
        line.reset();
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
        } catch (CharacterCodingException malformed) {
            faults.add("not UTF-8 in the line before byte " + bytes);
            text = new String(raw, StandardCharsets.UTF_8);
        }
        if (!text.isEmpty() && text.charAt(0) == MARK) {
            if (first) {
                text = text.substring(1);
            } else {
                faults.add("a byte order mark before byte " + bytes + ", which is not the beginning");
            }
        }
        first = false;
        return text;
    }

    /** Those that an empty line has ended. */
    public List<Block> blocks() {
        return List.copyOf(blocks);
    }

    /** Lines since the last empty one, and the beginning of another: what a client would drop if the stream ended here. */
    public Optional<String> unfinished() {
        if (line.size() > 0) {
            return Optional.of(line.toString(StandardCharsets.UTF_8));
        }
        return open.isEmpty() ? Optional.empty() : Optional.of(open.getLast().toString());
    }

    public Map<Ending, Integer> endings() {
        Map<Ending, Integer> seen = new EnumMap<>(endings);
        seen.values().removeIf(count -> count == 0);
        return seen;
    }

    /** What is not UTF-8, or a byte order mark where none may be. */
    public List<String> faults() {
        return List.copyOf(faults);
    }
}
