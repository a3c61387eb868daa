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
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private Headers() {}

    static void pass(MultiMap from, MultiMap to) {
        from.forEach(header -> {
            if (!OF_ONE_HOP.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                to.add(header.getKey(), header.getValue());
            }
        });
    }
}
