package io.flowcast.systemtests.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP server whose calls take effect when they arrive, and are answered when the test says so: whoever is killed in
 * between never learns of the effect. On the loopback address; thread-safe.
 */
public final class HeldCalls implements AutoCloseable {
    private final ServerSocket server;
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final AtomicInteger abandoned = new AtomicInteger();
    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    public HeldCalls() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("held-calls").start(this::accept);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/effect";
    }

    /** The Idempotency-Key of every call that took effect, in their order. */
    public List<String> keys() {
        return List.copyOf(keys);
    }

    /** How many callers went away without an answer. */
    public int abandoned() {
        return abandoned.get();
    }

    /** Answers every call that waits, and every later one, with this status. */
    public void answer(int with) {
        status.complete(with);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket caller = server.accept();
                Thread.ofVirtual().start(() -> serve(caller));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket caller) {
        try (caller) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.US_ASCII));
            String key = "";
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                if (line.toLowerCase(Locale.ROOT).startsWith("idempotency-key:")) {
                    key = line.substring(line.indexOf(':') + 1).strip();
                }
            }
            keys.add(key);
            Thread.ofVirtual().start(() -> watch(in));
            byte[] answer = ("HTTP/1.1 " + status.join() + " Held\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            caller.getOutputStream().write(answer);
        } catch (IOException gone) {
            // Counted by whoever watches it.
        }
    }

    private void watch(BufferedReader in) {
        boolean gone;
        try {
            gone = in.read() < 0;
        } catch (IOException reset) {
            gone = true;
        }
        if (gone && !status.isDone()) {
            abandoned.incrementAndGet();
        }
    }
}
