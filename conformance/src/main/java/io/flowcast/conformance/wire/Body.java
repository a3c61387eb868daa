package io.flowcast.conformance.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;

/** The body of an answer of HTTP/1.x, as it comes. */
public final class Body {

    private enum Framing {
        NONE,
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }

    private final Http1 connection;
    private final Framing framing;
    private final Chunks chunks = new Chunks();
    private long left;
    private boolean ended;

    Body(Http1 connection, Head head, String method) throws WireException {
        this.connection = connection;
        if (method.equals("HEAD") || head.status() == 204 || head.status() == 304 || head.status() == 101) {
            framing = Framing.NONE;
            ended = true;
        } else if (head.header("Transfer-Encoding").isPresent()) {
            if (!head.lists("Transfer-Encoding", "chunked")) {
                throw new WireException(
                        "Transfer-Encoding: " + head.header("Transfer-Encoding").orElse(""));
            }
            framing = Framing.CHUNKED;
        } else if (head.header("Content-Length").isPresent()) {
            framing = Framing.LENGTH;
            String length = head.header("Content-Length").orElse("");
            if (!length.matches("[0-9]{1,18}")) {
                throw new WireException("Content-Length: " + length);
            }
            left = Long.parseLong(length);
            ended = left == 0;
        } else {
            framing = Framing.UNTIL_CLOSE;
        }
    }

    /** Whether its end can be told from a connection that was lost. */
    public boolean framed() {
        return framing != Framing.UNTIL_CLOSE;
    }

    public boolean chunked() {
        return framing == Framing.CHUNKED;
    }

    public boolean ended() {
        return ended;
    }

    /**
     * What comes next, one byte or more; nothing at the end.
     *
     * @throws SilenceException where nothing comes for so long
     * @throws WireException where it ends before its end, or is no body at all
     */
    public byte[] read(Duration wait) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        long deadline = System.nanoTime() + wait.toNanos();
        while (!ended && (content.size() == 0 || (framing == Framing.CHUNKED && connection.holds()))) {
            Duration rest = Duration.ofNanos(deadline - System.nanoTime());
            byte[] some =
                    connection.some(rest, framing == Framing.CHUNKED ? 1 : framing == Framing.LENGTH ? left : 8_192);
            if (some.length == 0) {
                ended = true;
                if (framing != Framing.UNTIL_CLOSE) {
                    throw new WireException("the connection was closed within the body");
                }
            } else if (framing == Framing.CHUNKED) {
                take(some[0], content);
            } else {
                content.writeBytes(some);
                left -= some.length;
                ended = framing == Framing.LENGTH && left == 0;
            }
        }
        return content.toByteArray();
    }

    private void take(byte next, ByteArrayOutputStream content) throws WireException {
        chunks.take(next, content);
        ended = chunks.done();
    }
}
