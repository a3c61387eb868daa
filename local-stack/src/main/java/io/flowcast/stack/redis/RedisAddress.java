package io.flowcast.stack.redis;

import io.flowcast.stack.process.StartFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

/**
 * A Redis that somebody else runs, as {@code REDIS_URL} names it:
 * {@code redis://[user:password@]host[:port][/db]}, {@code rediss} over TLS. Of several, separated by commas, the first counts
 * here.
 */
public record RedisAddress(String host, int port, boolean tls) {
    private static final int DEFAULT_PORT = 6379;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    /**
     * Reads a URL.
     *
     * @throws StartFailure where the text is none of a Redis
     */
    public static RedisAddress parse(String url) {
        String first = url.split(",", 2)[0].strip();
        try {
            URI uri = URI.create(first);
            if (uri.getScheme() != null && uri.getScheme().startsWith("redis") && uri.getHost() != null) {
                int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
                return new RedisAddress(uri.getHost(), port, uri.getScheme().equals("rediss"));
            }
        } catch (IllegalArgumentException e) {
            // Said below, in the same words.
        }
        throw new StartFailure(
                "REDIS_URL should look like redis://host:6379, but is \"" + withoutPassword(first) + "\"");
    }

    /**
     * Asks it once; over TLS whether anybody is there, since whom to trust is the services' to know.
     *
     * @throws StartFailure where nothing answers
     */
    public void check() {
        if (tls ? !isOpen() : !RedisPing.answers(host, port, TIMEOUT)) {
            throw new StartFailure("no Redis answers at " + host + ":" + port
                    + ": start it, correct REDIS_URL, or leave REDIS_URL out to get an embedded one");
        }
    }

    private boolean isOpen() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), Math.toIntExact(TIMEOUT.toMillis()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String withoutPassword(String url) {
        return url.replaceAll("//[^@]*@", "//***@");
    }
}
