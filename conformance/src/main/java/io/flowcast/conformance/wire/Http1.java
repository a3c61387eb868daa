package io.flowcast.conformance.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** A connection for HTTP/1.x. Requests go out byte for byte as they are written. */
public final class Http1 implements AutoCloseable {
    private static final int LONGEST_HEAD = 65_536;
    private static final int SMALL_WINDOW = 4_096;

    private final Socket socket;
    private final Duration patience;
    private final byte[] buffer = new byte[8_192];
    private int filled;
    private int taken;

    private Http1(Socket socket, Duration patience) {
        this.socket = socket;
        this.patience = patience;
    }

    public static Http1 open(URI url, Duration patience) throws IOException {
        return new Http1(connect(url, patience, false, "http/1.1"), patience);
    }

    /** One that takes in little that nobody reads. */
    public static Http1 openNarrow(URI url, Duration patience) throws IOException {
        return new Http1(connect(url, patience, true, "http/1.1"), patience);
    }

    static Socket connect(URI url, Duration patience, boolean narrow, String protocol) throws IOException {
        boolean secure = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        Socket plain = new Socket();
        if (narrow) {
            plain.setReceiveBufferSize(SMALL_WINDOW);
        }
        plain.setTcpNoDelay(true);
        plain.connect(new InetSocketAddress(url.getHost(), port), (int) patience.toMillis());
        if (!secure) {
            return plain;
        }
        SSLSocket socket = (SSLSocket)
                ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, url.getHost(), port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout((int) patience.toMillis());
        socket.startHandshake();
        return socket;
    }

    public void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a head; interim ones (1xx) are passed over, but for 101. */
    public Head head() throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            StringBuilder text = new StringBuilder();
            while (!endsWithEmptyLine(text)) {
                int next = next(Duration.ofNanos(deadline - System.nanoTime()));
                if (next < 0) {
                    throw new WireException(
                            text.isEmpty() ? "the connection was closed without an answer" : "the head was cut off");
                }
                text.append((char) next);
                if (text.length() > LONGEST_HEAD) {
                    throw new WireException("the head goes on and on");
                }
            }
            Head head = Head.parse(text.substring(0, text.length() - 4));
            if (head.status() >= 200 || head.status() == 101) {
                return head;
            }
        }
    }

    private static boolean endsWithEmptyLine(StringBuilder text) {
        int length = text.length();
        return length >= 4 && text.substring(length - 4).equals("\r\n\r\n");
    }

    /** The body that follows this head, as the answer to this method (RFC 9112, 6.3). */
    public Body body(Head head, String method) throws WireException {
        return new Body(this, head, method);
    }

    /** A byte; -1 at the end. */
    int next(Duration wait) throws IOException {
        if (taken == filled && !fill(wait)) {
            return -1;
        }
        return buffer[taken++] & 0xff;
    }

    /** All that is there, of at most so many bytes; at the end nothing at all. */
    byte[] some(Duration wait, long most) throws IOException {
        if (taken == filled && !fill(wait)) {
            return new byte[0];
        }
        int length = (int) Math.min(most, filled - taken);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(length);
        bytes.write(buffer, taken, length);
        taken += length;
        return bytes.toByteArray();
    }

    /** Whether there is something that need not be waited for. */
    boolean holds() {
        return taken < filled;
    }

    private boolean fill(Duration wait) throws IOException {
        socket.setSoTimeout((int) Math.max(1, wait.toMillis()));
        try {
            InputStream in = socket.getInputStream();
            filled = in.read(buffer);
            taken = 0;
        } catch (SocketTimeoutException silent) {
            throw new SilenceException(wait);
        }
        if (filled <= 0) {
            filled = 0;
            return false;
        }
        return true;
    }

    /** Whether the server has closed it, or does within so long; what comes instead is dropped. */
    public boolean closedWithin(Duration wait) throws IOException {
        long deadline = System.nanoTime() + wait.toNanos();
        try {
            while (some(Duration.ofNanos(deadline - System.nanoTime()), buffer.length).length > 0) {}
            return true;
        } catch (SilenceException open) {
            return false;
        }
    }

    /** Says that nothing more is sent. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Has {@link #close} reset the connection, as a peer that is gone. */
    public Http1 abrupt() throws IOException {
        socket.setSoLinger(true, 0);
        return this;
    }

    /** A request of HTTP/1.1 or, where said so, 1.0. */
    public static String request(
            String method, URI url, String version, List<Head.Header> headers, @Nullable String host) {
        StringBuilder text = new StringBuilder();
        text.append(method)
                .append(' ')
                .append(target(url))
                .append(' ')
                .append(version)
                .append("\r\n");
        if (host != null) {
            text.append("Host: ").append(host).append("\r\n");
        }
        for (Head.Header header : headers) {
            text.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    static String target(URI url) {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
