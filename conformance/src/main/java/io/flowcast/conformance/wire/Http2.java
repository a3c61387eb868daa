package io.flowcast.conformance.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/** A connection of HTTP/2 (RFC 9113), as much of it as event streams need. */
public final class Http2 implements AutoCloseable {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int WINDOW = 1 << 24;
    private static final int LONGEST_FRAME = 1 << 20;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int PADDED = 8;
    private static final int PRIORITY = 32;

    /** What is known of a stream so far. */
    private static final class Told {
        private List<Head.Header> head = List.of();
        private final ByteArrayOutputStream data = new ByteArrayOutputStream();
        private boolean ended;
        private boolean reset;
    }

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final DefaultHttp2HeadersEncoder encoder =
            new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE);
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private final Map<Integer, Told> streams = new HashMap<>();
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private int nextStream = 1;
    private int pongs;

    private Http2(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Empty where the server does not speak it: over TLS it is asked for by ALPN, else taken for granted (RFC 9113, 3.3). */
    public static Optional<Http2> open(URI url, Duration patience) throws IOException {
        Socket socket = Http1.connect(url, patience, false, "h2");
        if (socket instanceof SSLSocket secure && !"h2".equals(secure.getApplicationProtocol())) {
            socket.close();
            return Optional.empty();
        }
        Http2 connection = new Http2(socket);
        try {
            connection.greet();
            socket.setSoTimeout((int) patience.toMillis());
            byte[] head = connection.in.readNBytes(9);
            if (head.length < 9 || head[3] != SETTINGS) {
                socket.close();
                return Optional.empty();
            }
            connection.in.readNBytes(length(head));
            connection.write(SETTINGS, ACK, 0, new byte[0]);
            return Optional.of(connection);
        } catch (IOException none) {
            socket.close();
            return Optional.empty();
        }
    }

    private void greet() throws IOException {
        out.write(PREFACE);
        // No push, and room enough that nothing ever waits for us.
        byte[] settings = {
            0, 2, 0, 0, 0, 0, 0, 4, (byte) (WINDOW >> 24), (byte) (WINDOW >> 16), (byte) (WINDOW >> 8), (byte) WINDOW
        };
        write(SETTINGS, 0, 0, settings);
        write(WINDOW_UPDATE, 0, 0, number(WINDOW));
    }

    /** Begins a stream that has no body, and says which. */
    public int request(String method, URI url, List<Head.Header> headers) throws IOException {
        Http2Headers all = new DefaultHttp2Headers(false)
                .method(method)
                .scheme(url.getScheme())
                .authority(url.getRawAuthority())
                .path(Http1.target(url));
        headers.forEach(header -> all.add(header.name().toLowerCase(Locale.ROOT), header.value()));
        int stream = nextStream;
        nextStream += 2;
        streams.put(stream, new Told());
        ByteBuf encoded = Unpooled.buffer();
        try {
            encoder.encodeHeaders(stream, all, encoded);
            byte[] bytes = new byte[encoded.readableBytes()];
            encoded.readBytes(bytes);
            write(HEADERS, END_STREAM | END_HEADERS, stream, bytes);
        } catch (Http2Exception e) {
            throw new IOException(e);
        } finally {
            encoded.release();
        }
        return stream;
    }

    public void reset(int stream) throws IOException {
        write(RST_STREAM, 0, stream, number(8)); // CANCEL
    }

    public void ping() throws IOException {
        write(PING, 0, 0, new byte[8]);
    }

    public int pongs() {
        return pongs;
    }

    /** Fields of the answer's head, pseudo fields among them, as they came; empty before it came. */
    public List<Head.Header> head(int stream) {
        return told(stream).head;
    }

    public Optional<String> field(int stream, String name) {
        return head(stream).stream()
                .filter(field -> field.name().equals(name))
                .map(Head.Header::value)
                .findFirst();
    }

    public byte[] data(int stream) {
        return told(stream).data.toByteArray();
    }

    public boolean ended(int stream) {
        return told(stream).ended;
    }

    public boolean wasReset(int stream) {
        return told(stream).reset;
    }

    private Told told(int stream) {
        return streams.computeIfAbsent(stream, unheard -> new Told());
    }

    /** Takes in one frame, whatever it is; false where none comes for so long. */
    public boolean read(Duration wait) throws IOException {
        socket.setSoTimeout((int) Math.max(1, wait.toMillis()));
        int first;
        try {
            first = in.read();
        } catch (SocketTimeoutException silent) {
            return false;
        }
        if (first < 0) {
            throw new WireException("the connection was closed");
        }
        byte[] head = new byte[9];
        head[0] = (byte) first;
        socket.setSoTimeout(30_000);
        in.readFully(head, 1, 8);
        if (length(head) > LONGEST_FRAME) {
            throw new WireException("a frame of " + length(head) + " bytes");
        }
        byte[] payload = in.readNBytes(length(head));
        int stream = ((head[5] & 0x7f) << 24) | ((head[6] & 0xff) << 16) | ((head[7] & 0xff) << 8) | (head[8] & 0xff);
        take(head[3], head[4], stream, payload);
        return true;
    }

    private void take(int type, int flags, int stream, byte[] payload) throws IOException {
        switch (type) {
            case DATA -> {
                told(stream).data.writeBytes(content(payload, flags, 0));
                told(stream).ended |= (flags & END_STREAM) != 0;
            }
            case HEADERS -> {
                block.reset();
                block.writeBytes(content(payload, flags, (flags & PRIORITY) != 0 ? 5 : 0));
                told(stream).ended |= (flags & END_STREAM) != 0;
                endBlock(flags, stream);
            }
            case CONTINUATION -> {
                block.writeBytes(payload);
                endBlock(flags, stream);
            }
            case RST_STREAM -> told(stream).reset = true;
            case SETTINGS -> {
                if ((flags & ACK) == 0) {
                    write(SETTINGS, ACK, 0, new byte[0]);
                }
            }
            case PING -> {
                if ((flags & ACK) == 0) {
                    write(PING, ACK, 0, payload);
                } else {
                    pongs++;
                }
            }
            case GOAWAY -> throw new WireException("GOAWAY, error " + (payload.length > 7 ? payload[7] : -1));
            default -> {} // of no matter here (RFC 9113, 4.1)
        }
    }

    private static byte[] content(byte[] payload, int flags, int skip) throws WireException {
        int padding = (flags & PADDED) != 0 && payload.length > 0 ? payload[0] & 0xff : 0;
        int from = skip + ((flags & PADDED) != 0 ? 1 : 0);
        int length = payload.length - from - padding;
        if (length < 0) {
            throw new WireException("a frame is shorter than its padding");
        }
        byte[] content = new byte[length];
        System.arraycopy(payload, from, content, 0, length);
        return content;
    }

    private void endBlock(int flags, int stream) throws IOException {
        if ((flags & END_HEADERS) == 0) {
            return;
        }
        ByteBuf encoded = Unpooled.wrappedBuffer(block.toByteArray());
        try {
            List<Head.Header> fields = new ArrayList<>();
            decoder.decodeHeaders(stream, encoded)
                    .forEach(field -> fields.add(new Head.Header(
                            field.getKey().toString(), field.getValue().toString())));
            if (told(stream).head.isEmpty()) {
                told(stream).head = List.copyOf(fields);
            }
        } catch (Http2Exception e) {
            throw new WireException("a head that cannot be decoded: " + e.getMessage());
        }
    }

    private void write(int type, int flags, int stream, byte[] payload) throws IOException {
        byte[] frame = new byte[9 + payload.length];
        frame[0] = (byte) (payload.length >> 16);
        frame[1] = (byte) (payload.length >> 8);
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        System.arraycopy(number(stream), 0, frame, 5, 4);
        System.arraycopy(payload, 0, frame, 9, payload.length);
        out.write(frame);
    }

    private static byte[] number(int value) {
        return new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    private static int length(byte[] head) {
        return ((head[0] & 0xff) << 16) | ((head[1] & 0xff) << 8) | (head[2] & 0xff);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
