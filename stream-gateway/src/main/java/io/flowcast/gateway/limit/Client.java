package io.flowcast.gateway.limit;

/**
 * Whom a stream is counted for.
 *
 * @param key the same for all requests of one caller
 * @param limited whether the limit of a caller applies
 */
public record Client(String key, boolean limited) {

    static Client subject(String name) {
        return new Client("subject:" + name, true);
    }
}
