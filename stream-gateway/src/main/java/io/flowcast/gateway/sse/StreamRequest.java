package io.flowcast.gateway.sse;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.Problem;
import io.flowcast.gateway.api.Problems;
import io.flowcast.gateway.hub.Opening;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for.
 *
 * @param eventSource whether it names {@code text/event-stream}: then no status may tell it anything but 200 and 204, since
 *     EventSource gives up for ever on all others
 * @param heartbeat whether it wants signs of life that scripts can see
 */
record StreamRequest(ExecutionId id, Opening opening, boolean eventSource, boolean heartbeat) {

    /** A request that makes no sense, and what is wrong with it. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Problem problem;

        Malformed(Problem problem) {
            super(problem.detail(), null, false, false);
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }

    static StreamRequest parse(String id, HttpServerRequest request) throws Malformed {
        ExecutionId execution = ExecutionId.parse(id)
                .orElseThrow(() -> new Malformed(Problems.invalidExecutionId("\"" + abbreviate(id)
                        + "\" is not an execution id; one looks like wf_exec_0_ and 26 characters")));
        String from = request.getParam("from");
        if (from != null && !from.equals("snapshot")) {
            throw new Malformed(
                    Problems.invalidRequest("from: \"" + abbreviate(from) + "\" is not known; only \"snapshot\" is"));
        }
        String heartbeat = request.getParam("heartbeat");
        if (heartbeat != null && !heartbeat.equals("true") && !heartbeat.equals("false")) {
            throw new Malformed(Problems.invalidRequest(
                    "heartbeat: \"" + abbreviate(heartbeat) + "\" is neither \"true\" nor \"false\""));
        }
        return new StreamRequest(execution, opening(request, from), isEventSource(request), "true".equals(heartbeat));
    }

    static boolean isEventSource(HttpServerRequest request) {
        String accept = request.getHeader("Accept");
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/event-stream");
    }

    /** The header beats the parameter, any cursor beats the snapshot; an empty one is none (WHATWG HTML, 9.2). */
    private static Opening opening(HttpServerRequest request, @Nullable String from) {
        String header = request.getHeader("Last-Event-ID");
        String cursor = header == null || header.isEmpty() ? request.getParam("lastEventId") : header;
        if (cursor != null && !cursor.isEmpty()) {
            Optional<EventId> id = EventId.parse(cursor);
            return id.isPresent() ? new Opening.After(id.get()) : new Opening.Unreadable();
        }
        return from == null ? new Opening.FromStart() : new Opening.FromSnapshot();
    }

    static String abbreviate(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
