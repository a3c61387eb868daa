package io.flowcast.executor.api;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the bodies of requests that say they are short before a thread is given to them: it then finds the whole body and
 * does not wait for it, which costs an eighth of what a request to start an execution does. Those that are longer, or do not
 * say, their thread reads itself. On event loops.
 */
final class ShortBodies {

    /** After those who look how long a body takes. */
    private static final int AFTER_SLOW_BODIES = 900;
    /** Bytes: what a connection may make this process hold before anybody asked who it is. */
    private static final int MOST = 16 * 1024;

    private ShortBodies() {}

    static void register(Filters filters) {
        filters.register(ShortBodies::take, AFTER_SLOW_BODIES);
    }

    private static void take(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        // A request over HTTP/2 that was read to its end may not be paused, as those who come next do.
        if (request.version() != HttpVersion.HTTP_2
                && isShort(request.getHeader(HttpHeaders.CONTENT_LENGTH))
                && exchange instanceof RoutingContextInternal internal) {
            // Who goes away in the middle is asked for nothing more, and neither is anybody here.
            request.body().onSuccess(body -> {
                internal.setBody(body);
                exchange.next();
            });
            // Until somebody asks for it, nothing is read of it.
            request.resume();
        } else {
            exchange.next();
        }
    }

    /** Whether it is a length at all, others have seen to. */
    static boolean isShort(@Nullable String length) {
        if (length == null
                || length.length() > 5
                || length.isEmpty()
                || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        int bytes = Integer.parseInt(length);
        return bytes > 0 && bytes <= MOST;
    }
}
