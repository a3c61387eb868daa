package io.flowcast.gateway.sse;

import io.flowcast.events.Problem;
import io.flowcast.gateway.api.Problems;
import io.flowcast.gateway.hub.Rejection;
import io.flowcast.gateway.limit.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/** The heads of answers to a request for a stream. */
final class Answers {

    private Answers() {}

    /** 200, and frames to come. */
    static void open(HttpServerRequest request) {
        HttpServerResponse response = headers(request.response()).setChunked(true);
        if (request.version() != HttpVersion.HTTP_2) {
            response.putHeader("Connection", "close"); // whoever comes back may be better off at another replica
        }
    }

    static HttpServerResponse headers(HttpServerResponse response) {
        return response.setStatusCode(200)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-cache, no-transform")
                .putHeader("X-Accel-Buffering", "no");
    }

    static void reject(HttpServerResponse response, StreamRequest request, Rejection why, long retryMillis) {
        switch (why) {
            case NOTHING_FOLLOWS -> response.setStatusCode(204).end();
            case UNKNOWN ->
                problem(
                        response,
                        request,
                        switch (request.wanted()) {
                            case StreamRequest.Wanted.Execution one ->
                                Problems.unknownExecution(one.id().toString());
                            case StreamRequest.Wanted.Executions some -> Problems.unknownExecutions();
                            case StreamRequest.Wanted.Changes changes -> Problems.notFound(request.path());
                        });
            case UNREADABLE_CURSOR ->
                problem(
                        response,
                        request,
                        Problems.invalidCursor(
                                request.wanted() instanceof StreamRequest.Wanted.Changes
                                        ? "A cursor is an id that this feed gave, such as 1764000000000-0."
                                        : "A cursor is an event id, such as 12-1764000000000000."));
            case FOREIGN_CURSOR ->
                problem(
                        response,
                        request,
                        Problems.invalidCursor("The log of this execution has another event at this place."));
            case UNAVAILABLE ->
                comeBack(response, request.eventSource(), "unavailable", "Redis does not answer.", retryMillis);
            case DRAINING -> refuse(response, request.eventSource(), Refusal.DRAINING, retryMillis);
        }
    }

    /** Says why there is no place for a stream now. */
    static void refuse(HttpServerResponse response, boolean eventSource, Refusal why, long retryMillis) {
        switch (why) {
            case DRAINING -> {
                // The next request is to find another replica, which over this connection it would not.
                if (response.streamId() < 0) { // HTTP/2 knows no such header (RFC 9113, 8.2.2)
                    response.putHeader("Connection", "close");
                }
                comeBack(response, eventSource, "draining", "This replica is shutting down.", retryMillis);
            }
            case REPLICA ->
                comeBack(
                        response, eventSource, "full", "This replica has as many streams as it may have.", retryMillis);
            case EXECUTION ->
                comeBack(
                        response,
                        eventSource,
                        "full",
                        "This replica has as many streams of this execution as it may have.",
                        retryMillis);
            case CALLER -> tooMany(response, eventSource, retryMillis);
            case UNKNOWN -> comeBack(response, eventSource, "unavailable", "Redis does not answer.", retryMillis);
        }
    }

    private static void tooMany(HttpServerResponse response, boolean eventSource, long retryMillis) {
        if (eventSource) {
            comeBack(response, true, "too-many-streams", "", retryMillis);
        } else {
            response.putHeader("Retry-After", seconds(retryMillis));
            Problems.send(response, Problems.tooManyStreams());
        }
    }

    private static String seconds(long millis) {
        return Long.toString(Math.max(1, millis / 1_000));
    }

    /** Asks the client to come back: by an event where a status would end it for ever. */
    static void comeBack(
            HttpServerResponse response, boolean eventSource, String reason, String detail, long retryMillis) {
        if (eventSource) {
            headers(response).end(Buffer.buffer(Frames.reconnect(reason, retryMillis)));
        } else {
            response.putHeader("Retry-After", seconds(retryMillis));
            String type = reason.equals("unavailable") ? "store-unavailable" : reason;
            Problems.send(response, Problems.unavailable(type, detail));
        }
    }

    private static void problem(HttpServerResponse response, StreamRequest request, Problem problem) {
        Problems.send(response, problem.at(request.path()));
    }
}
