package io.flowcast.stack.redis;

import io.flowcast.stack.process.StartFailure;
import java.net.URI;
import java.time.Duration;

/**
 * A Redis that somebody else runs, as {@code REDIS_URL} names it:
 * {@code redis://[user:password@]host[:port][/db]}. Of several, separated by commas, the first counts here.
 */
public record RedisAddress(String host, int port) {
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
                return new RedisAddress(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
            }
        } catch (IllegalArgumentException e) {
            // Said below, in the same words.
        }
        throw new StartFailure(
                "REDIS_URL should look like redis://host:6379, but is \"" + withoutPassword(first) + "\"");
    }

    /**
     * Asks it once.
     *
     * @throws StartFailure where nothing answers
     */
    public void check() {
        if (!RedisPing.answers(host, port, TIMEOUT)) {
            throw new StartFailure("no Redis answers at " + host + ":" + port
                    + ": start it, correct REDIS_URL, or leave REDIS_URL out to get an embedded one");
        }
    }

    private static String withoutPassword(String url) {
        return url.replaceAll("//[^@]*@", "//***@");
    }
}
