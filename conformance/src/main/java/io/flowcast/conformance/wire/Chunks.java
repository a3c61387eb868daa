package io.flowcast.conformance.wire;

import java.io.ByteArrayOutputStream;

/** Decodes a chunked body (RFC 9112, 7.1), a byte after the other; any deviation is an error. Not thread-safe. */
final class Chunks {
    private static final int LONGEST_LINE = 4_096;

    private enum State {
        SIZE,
        DATA,
        AFTER_DATA,
        TRAILER,
        DONE
    }

    private final StringBuilder line = new StringBuilder();
    private State state = State.SIZE;
    private long left;

    /** Takes a byte; what is content goes on. */
    void take(byte next, ByteArrayOutputStream content) throws WireException {
        switch (state) {
            case DATA -> {
                content.write(next);
                if (--left == 0) {
                    state = State.AFTER_DATA;
                }
            }
            case SIZE, AFTER_DATA, TRAILER -> {
                line.append((char) (next & 0xff));
                if (line.length() > LONGEST_LINE) {
                    throw new WireException("a chunk's size goes on and on");
                }
                if (next == '\n') {
                    endLine();
                }
            }
            case DONE -> throw new WireException("there is more after the last chunk");
        }
    }

    private void endLine() throws WireException {
        if (line.length() < 2 || line.charAt(line.length() - 2) != '\r') {
            throw new WireException(
                    "a chunk's line ends without CR: \"" + line.toString().strip() + "\"");
        }
        String text = line.substring(0, line.length() - 2);
        line.setLength(0);
        switch (state) {
            case SIZE -> {
                if (!text.matches("[0-9a-fA-F]{1,15}\\s*(;.*)?")) {
                    throw new WireException("\"" + text + "\" is no size of a chunk");
                }
                left = Long.parseLong(text.replaceAll("\\s*(;.*)?", ""), 16);
                state = left == 0 ? State.TRAILER : State.DATA;
            }
            case AFTER_DATA -> {
                if (!text.isEmpty()) {
                    throw new WireException("a chunk is longer than its size");
                }
                state = State.SIZE;
            }
            case TRAILER -> state = text.isEmpty() ? State.DONE : State.TRAILER;
            case DATA, DONE -> throw new IllegalStateException("no line ends in " + state);
        }
    }

    boolean done() {
        return state == State.DONE;
    }
}
