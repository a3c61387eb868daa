package io.flowcast.stack.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** Asks a Redis whether it serves, in the inline form of its protocol. */
public final class RedisPing {
    private RedisPing() {}

    /** Whether it answered, in time, with {@code PONG} or that it wants a password; loading does not count. */
    public static boolean answers(String host, int port, Duration timeout) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host))
                    .anyMatch(address -> answers(new InetSocketAddress(address, port), timeout));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean answers(InetSocketAddress address, Duration timeout) {
        int millis = Math.toIntExact(timeout.toMillis());
        try (Socket socket = new Socket()) {
            socket.connect(address, millis);
            socket.setSoTimeout(millis);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            String reply = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            return reply.equals("+PONG") || reply.equals("-NOAU");
        } catch (IOException e) {
            return false;
        }
    }
}
