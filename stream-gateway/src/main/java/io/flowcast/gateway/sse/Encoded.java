package io.flowcast.gateway.sse;

import io.flowcast.gateway.hub.Chunk;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A chunk's bytes as each kind of {@link Wire} wants them, made once for all connections that get them. */
final class Encoded {
    private static final byte[] LINE_BREAK = {'\r', '\n'};

    private final byte[] bytes;
    private @Nullable Buffer plain;
    private @Nullable ByteBuf chunked;

    private Encoded(byte[] bytes) {
        this.bytes = bytes;
    }

    static Encoded of(Chunk chunk) {
        return chunk.prepared(Encoded.class, Encoded::new);
    }

    Buffer plain() {
        Buffer present = plain;
        if (present == null) {
            present = Buffer.buffer(bytes);
            plain = present;
        }
        return present;
    }

    /** In the chunked coding of HTTP/1.1 (RFC 9112, 7.1); garbage collected, to be written by way of duplicates. */
    ByteBuf chunked() {
        ByteBuf present = chunked;
        if (present == null) {
            present = chunk(bytes);
            chunked = present;
        }
        return present;
    }

    static ByteBuf chunk(byte[] bytes) {
        byte[] head = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[head.length + bytes.length + LINE_BREAK.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(bytes, 0, whole, head.length, bytes.length);
        System.arraycopy(LINE_BREAK, 0, whole, head.length + bytes.length, LINE_BREAK.length);
        return Unpooled.wrappedBuffer(whole);
    }
}
