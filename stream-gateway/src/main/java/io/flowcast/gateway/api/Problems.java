package io.flowcast.gateway.api;

import io.flowcast.events.Problem;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;
import java.util.Set;

/** The problems that this service itself answers with (RFC 9457). */
public final class Problems {

    private Problems() {}

    public static Problem badRequest(String detail) {
        return Problem.http(400, "bad-request", "The request makes no sense", detail);
    }

    public static Problem badCursor(String detail) {
        return Problem.http(400, "bad-cursor", "The cursor is not of this execution", detail);
    }

    public static Problem trimmed(String detail) {
        return Problem.http(410, "trimmed", "These events are not kept any more", detail);
    }

    public static Problem notFound(String what, String id) {
        return Problem.http(404, "not-found", "There is no such " + what, "No " + what + " has the id \"" + id + "\".");
    }

    public static Problem methodNotAllowed(String method, Set<String> allowed) {
        return Problem.http(
                405,
                "method-not-allowed",
                "The path does not take this method",
                method + " is not among " + String.join(", ", allowed) + ".");
    }

    public static Problem tooLarge(long limit) {
        return Problem.http(
                413,
                "too-large",
                "The body is too large",
                "At most " + limit + " bytes are taken; nothing was changed.");
    }

    public static Problem unavailable(String detail) {
        return Problem.http(503, "unavailable", "Try again shortly", detail);
    }

    public static Problem timeout(String detail) {
        return Problem.http(504, "timeout", "No answer in time", detail);
    }

    public static Problem broken() {
        return Problem.http(500, "internal", "Something is wrong here", "The log of this service says what.");
    }

    /** Answers with a problem and its status. */
    public static void send(HttpServerResponse response, Problem problem) {
        Integer status = problem.status();
        response.setStatusCode(status == null ? 500 : status)
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .putHeader("Cache-Control", "no-store")
                .end(Json.encodeToBuffer(problem));
    }
}
