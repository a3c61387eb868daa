package io.flowcast.gateway.api;

import io.flowcast.events.EventId;
import io.flowcast.events.Problem;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The problems that this service itself answers with (RFC 9457). What the executor says of the same thing has the same type;
 * docs/protocol.md lists them.
 */
public final class Problems {
    static final String RETRY_AFTER = "Retry-After";

    private Problems() {}

    public static Problem invalidRequest(String detail) {
        return Problem.http(400, "invalid-request", "Invalid request", detail);
    }

    public static Problem invalidExecutionId(String detail) {
        return Problem.http(400, "invalid-execution-id", "Invalid execution id", detail);
    }

    public static Problem invalidCursor(String detail) {
        return Problem.http(400, "invalid-cursor", "The cursor is not of this execution", detail);
    }

    public static Problem unauthorized(String detail) {
        return Problem.http(401, "unauthorized", "Not let in", detail);
    }

    public static Problem crossSite() {
        return Problem.http(
                403,
                "cross-site",
                "Asked for by a foreign page",
                "With a session only pages of this origin, or of one that CORS names, may change anything.");
    }

    /**
     * Whoever asks may not.
     *
     * @param permission what the caller lacks
     */
    public static Problem forbidden(String permission) {
        return Problem.http(
                403, "forbidden", "Not allowed", "None of your roles gives the permission " + permission + ".");
    }

    /**
     * What was asked for is not kept any more.
     *
     * @param first the event with which the log begins by now; null where none is left
     */
    public static Problem trimmed(@Nullable EventId first) {
        String id = first == null ? null : first.toString();
        String detail = id == null ? "Nothing of the log is left." : "The log begins with " + id + ".";
        return new Problem("trimmed", "These events are not kept any more", 410, detail, null, null, id);
    }

    public static Problem notFound(String path) {
        return Problem.http(404, "not-found", "Not Found", "there is no path " + path);
    }

    public static Problem unknownExecution(String id) {
        return Problem.http(404, "unknown-execution", "Unknown execution", "there is no execution " + id);
    }

    public static Problem unknownExecutions() {
        return Problem.http(404, "unknown-execution", "Unknown execution", "there is none of these executions");
    }

    /**
     * A workflow, or a version of it, that is not there.
     *
     * @param version null for any
     */
    public static Problem unknownWorkflow(String id, @Nullable String version) {
        return Problem.http(
                404,
                "unknown-workflow",
                "Unknown workflow",
                "there is no workflow " + id + (version == null ? "" : " in version " + version));
    }

    public static Problem methodNotAllowed(String method, Set<String> allowed) {
        return Problem.http(
                405,
                "method-not-allowed",
                "The path does not take this method",
                method + " is not among " + String.join(", ", allowed) + ".");
    }

    public static Problem notAcceptable(String mediaType) {
        return Problem.http(
                406,
                "not-acceptable",
                "Not Acceptable",
                "Accept takes no " + mediaType + ", and there is nothing else.");
    }

    public static Problem tooLarge(long limit) {
        return Problem.http(
                413,
                "too-large",
                "The body is too large",
                "At most " + limit + " bytes are taken; nothing was changed.");
    }

    public static Problem tooManyStreams() {
        return Problem.http(
                429,
                "too-many-streams",
                "Too many streams",
                "You have as many streams open as one caller may have; close one, or come back later.");
    }

    /** Whatever passes by itself; {@code type} says what is missing. */
    public static Problem unavailable(String type, String detail) {
        return Problem.http(503, type, "Try again shortly", detail);
    }

    public static Problem storeUnavailable() {
        return unavailable("store-unavailable", "Redis does not answer.");
    }

    public static Problem timeout(String detail) {
        return Problem.http(504, "timeout", "No answer in time", detail);
    }

    public static Problem broken() {
        return Problem.http(500, "internal", "Something is wrong here", "The log of this service says what.");
    }

    /** Answers with a problem and its status; gives when it is sent. */
    public static Future<Void> send(HttpServerResponse response, Problem problem) {
        Integer status = problem.status();
        if (Integer.valueOf(503).equals(status) && !response.headers().contains(RETRY_AFTER)) {
            response.putHeader(RETRY_AFTER, "1");
        }
        return response.setStatusCode(status == null ? 500 : status)
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .putHeader("Cache-Control", "no-store")
                .end(Json.encodeToBuffer(problem));
    }
}
