package io.flowcast.gateway.command;

import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Set;

/** Which headers pass a gateway (RFC 9110, 7.6.1): all that are not about one hop alone, such as cookies of this one. */
final class Headers {
    private static final Set<String> OF_ONE_HOP = Set.of(
            "connection",
            "content-length",
            "cookie",
            "expect",
            "host",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private Headers() {}

    /**
     * Takes away what the sender of these says in {@code Connection} to be for this hop alone: before anything of our own is added,
     * which nobody else is to have taken away.
     */
    static void endHop(MultiMap headers) {
        for (String names : headers.getAll("connection")) {
            for (String name : names.split(",", -1)) {
                String lower = name.strip().toLowerCase(Locale.ROOT);
                if (!lower.isEmpty() && !OF_ONE_HOP.contains(lower)) {
                    headers.remove(lower);
                }
            }
        }
    }

    static void pass(MultiMap from, MultiMap to) {
        from.forEach(header -> {
            if (!OF_ONE_HOP.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                to.add(header.getKey(), header.getValue());
            }
        });
    }
}
