package io.flowcast.service.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A client whose body has no end, and comes a byte at a time. */
public final class DrippingClient {

    private DrippingClient() {}

    /**
     * What became of its request.
     *
     * @param line the first of the answer
     * @param cut whether the server took no more of the body then
     */
    public record Fate(String line, boolean cut) {}

    /** Sends a POST to this path. */
    public static Fate post(URI server, String path) throws IOException, InterruptedException {
        return post(server, path, 100_000);
    }

    /**
     * Sends a POST to this path.
     *
     * @param length what it says that the body has, in bytes: more than come until it is cut off
     */
    public static Fate post(URI server, String path, int length) throws IOException, InterruptedException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(15_000);
            OutputStream out = socket.getOutputStream();
            String head = "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
            out.write((head + "Content-Length: " + length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            Thread dripping = Thread.ofVirtual().start(() -> drip(out));
            try {
                return new Fate(firstLine(socket), dripping.join(Duration.ofSeconds(10)));
            } finally {
                dripping.interrupt();
            }
        }
    }

    private static void drip(OutputStream out) {
        try {
            while (true) {
                out.write(' ');
                Thread.sleep(50);
            }
        } catch (IOException | InterruptedException closed) {
            // As it should be.
        }
    }

    private static String firstLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = socket.getInputStream().read();
                read >= 0 && read != '\r';
                read = socket.getInputStream().read()) {
            line.append((char) read);
        }
        return line.toString();
    }
}
