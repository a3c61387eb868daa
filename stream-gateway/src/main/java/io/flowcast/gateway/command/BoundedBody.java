package io.flowcast.gateway.command;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** A request's body, as long as it stays within its bound: what is too long is not even kept. */
final class BoundedBody {

    /** The body has more bytes than it may have. */
    static final class TooLarge extends Exception {
        private static final long serialVersionUID = 1L;

        private TooLarge() {
            super("the body is too large", null, false, false);
        }
    }

    private BoundedBody() {}

    static Future<Buffer> read(HttpServerRequest request, long limit) {
        if (announced(request) > limit) {
            return Future.failedFuture(new TooLarge());
        }
        Promise<Buffer> body = Promise.promise();
        Buffer gathered = Buffer.buffer();
        request.handler(some -> {
            if (gathered.length() + some.length() <= limit) {
                gathered.appendBuffer(some);
            } else {
                request.handler(null);
                body.tryFail(new TooLarge());
            }
        });
        request.endHandler(end -> body.tryComplete(gathered));
        request.exceptionHandler(body::tryFail);
        request.resume();
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        return body.future();
    }

    private static long announced(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return length == null || !length.matches("[0-9]{1,18}") ? 0 : Long.parseLong(length);
    }
}
