package io.flowcast.systemtests.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A client of HTTP/1.1 that sends what it is given, and takes only answers that are framed as RFC 9112 says. It goes on using its
 * connection as long as both sides may. One thread.
 */
final class Wire implements AutoCloseable {
    private static final int MOST_OF_A_BODY = 8 * 1024 * 1024;
    private static final int MOST_OF_A_LINE = 64 * 1024;
    /** What tells that a stream has come as far as there is something to be told at once. */
    private static final List<String> IN_STEP = List.of("event: stream.synced", "event: stream.reconnect");

    private final int port;
    private final Duration patience;
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    Wire(int port, Duration patience) {
        this.port = port;
        this.patience = patience;
    }

    /**
     * Sends a call and reads its answer.
     *
     * @throws IOException where there was none in time, or it was none
     */
    Answer send(Call call) throws IOException {
        byte[] request = call.bytes("localhost:" + port);
        boolean used = socket != null;
        try {
            return exchange(request, call);
        } catch (SocketException | EOFException closed) {
            close();
            if (!used) {
                throw closed;
            }
            // The other side may close a connection between two requests.
            return exchange(request, call);
        }
    }

    private Answer exchange(byte[] request, Call call) throws IOException {
        long begun = System.nanoTime();
        boolean well = false;
        try {
            InputStream from = connected();
            sent(request);
            Answer answer = read(from, call, begun);
            well = answer.complete() && !answer.header("connection").equalsIgnoreCase("close");
            return answer;
        } finally {
            if (!well) {
                close();
            }
        }
    }

    private InputStream connected() throws IOException {
        if (socket == null || in == null) {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout((int) patience.toMillis());
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        }
        return in;
    }

    /** Who refuses a request need not read it to its end: what is said then is still to be read. */
    private void sent(byte[] request) throws IOException {
        try {
            if (socket != null) {
                socket.getOutputStream().write(request);
            }
        } catch (SocketException refused) {
            if (in == null || in.available() == 0) {
                throw refused;
            }
        }
    }

    private Answer read(InputStream from, Call call, long begun) throws IOException {
        String first = line(from);
        while (first.startsWith("HTTP/1.1 1")) {
            headers(from);
            first = line(from);
        }
        if (!first.matches("HTTP/1\\.[01] [2-5][0-9][0-9]( .*)?")) {
            throw new IOException("not a status line: " + Call.cut(first));
        }
        int status = Integer.parseInt(first.substring(9, 12));
        Map<String, List<String>> headers = headers(from);
        boolean bare = call.method().equals("HEAD") || status == 204 || status == 304;
        boolean stream =
                headers.getOrDefault("content-type", List.of("")).getFirst().startsWith("text/event-stream");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean complete = bare || body(from, headers, body, stream);
        return new Answer(status, headers, body.toByteArray(), complete, Duration.ofNanos(System.nanoTime() - begun));
    }

    private static boolean body(
            InputStream from, Map<String, List<String>> headers, ByteArrayOutputStream body, boolean stream)
            throws IOException {
        List<String> coding = headers.getOrDefault("transfer-encoding", List.of());
        List<String> length = headers.getOrDefault("content-length", List.of());
        if (coding.size() + length.size() > 1) {
            throw new IOException("framed twice: " + headers);
        }
        if (!coding.isEmpty()) {
            return chunks(from, body, stream);
        }
        if (!length.isEmpty()) {
            int bytes = Integer.parseInt(length.getFirst());
            body.writeBytes(exactly(from, Math.min(bytes, MOST_OF_A_BODY)));
            return bytes <= MOST_OF_A_BODY;
        }
        body.writeBytes(from.readNBytes(MOST_OF_A_BODY));
        return true;
    }

    private static boolean chunks(InputStream from, ByteArrayOutputStream body, boolean stream) throws IOException {
        while (body.size() < MOST_OF_A_BODY) {
            int bytes = Integer.parseInt(line(from), 16);
            if (bytes == 0) {
                headers(from);
                return true;
            }
            body.writeBytes(exactly(from, bytes));
            if (!line(from).isEmpty()) {
                throw new IOException("a chunk is longer than it says");
            }
            if (stream && IN_STEP.stream().anyMatch(body.toString(StandardCharsets.UTF_8)::contains)) {
                return false;
            }
        }
        return false;
    }

    private static Map<String, List<String>> headers(InputStream from) throws IOException {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line = line(from); !line.isEmpty(); line = line(from)) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new IOException("not a header: " + Call.cut(line));
            }
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), none -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static String line(InputStream from) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = from.read(); next != '\r'; next = from.read()) {
            if (next < 0) {
                throw new EOFException("closed before the end of a line");
            }
            if (next == '\n' || line.size() > MOST_OF_A_LINE) {
                throw new IOException(
                        "a line without its end: " + Call.cut(line.toString(StandardCharsets.ISO_8859_1)));
            }
            line.write(next);
        }
        if (from.read() != '\n') {
            throw new IOException("a bare carriage return");
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] exactly(InputStream from, int bytes) throws IOException {
        byte[] read = from.readNBytes(bytes);
        if (read.length < bytes) {
            throw new EOFException("closed in the middle of a body");
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
        }
        socket = null;
        in = null;
    }
}
