package io.flowcast.conformance.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Listens, and reads heads of requests; {@link SmallStream} answers them. */
public final class SmallServer implements AutoCloseable {
    /** As many as a server has that never lets go of one. */
    private static final int FEW = 10;

    private final ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Semaphore places;
    private final Fault fault;
    private final Story story = new Story();

    /** The head of a request; names of headers whatever their case. */
    record Request(String method, String target, String version, Map<String, String> headers) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    public SmallServer(Fault fault) throws IOException {
        this.fault = fault;
        places = new Semaphore(
                switch (fault) {
                    case ONE_AT_A_TIME -> 1;
                    case KEEPS_THE_GONE -> FEW;
                    default -> 1_000;
                });
        Thread.ofVirtual().start(this::accept);
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + path);
    }

    /** Has one event more. */
    public void emit() {
        story.add();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            places.acquire();
            boolean goesOn = true;
            while (goesOn) {
                Request request = read(socket);
                if (request == null) {
                    break;
                }
                if (request.method().equals("PRI")) {
                    new SmallHttp2(socket, fault, story).serve();
                    break;
                }
                goesOn = new SmallStream(socket, request, fault, story).answer();
            }
        } catch (IOException | InterruptedException gone) {
            // whoever asked does not any more
        } finally {
            open.remove(socket);
            if (fault != Fault.KEEPS_THE_GONE) {
                places.release();
            }
        }
    }

    private Request read(Socket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        InputStream in = socket.getInputStream();
        if (fault == Fault.NEEDS_A_WHOLE_HEAD) {
            byte[] all = new byte[8_192];
            int length = in.read(all);
            text.append(new String(all, 0, Math.max(length, 0), StandardCharsets.UTF_8));
            if (!text.toString().endsWith("\r\n\r\n")) {
                socket.getOutputStream()
                        .write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                return null;
            }
        }
        while (!text.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            text.append((char) next);
        }
        String[] lines = text.toString().split("\r\n", -1);
        String[] first = lines[0].split(" ", -1);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length - 2; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        return new Request(first[0], first[1], first[2], headers);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
