package io.flowcast.gateway.sse;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.Problem;
import io.flowcast.gateway.api.Problems;
import io.flowcast.gateway.feed.FeedCursor;
import io.flowcast.gateway.feed.FeedOpening;
import io.flowcast.gateway.hub.Opening;
import io.flowcast.gateway.hub.VectorCursor;
import io.flowcast.gateway.read.ExecutionQuery;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for.
 *
 * @param path for the problems that answer it
 * @param eventSource whether it names {@code text/event-stream}: then no status may tell it anything but 200 and 204, since
 *     EventSource gives up for ever on all others
 * @param heartbeat whether it wants signs of life that scripts can see
 */
record StreamRequest(Wanted wanted, String path, boolean eventSource, boolean heartbeat) {
    /** Executions of one stream. */
    static final int MAX_EXECUTIONS = 100;

    /** Of what it wants to hear. */
    sealed interface Wanted {

        /** One execution. */
        record Execution(ExecutionId id, Opening opening) implements Wanted {}

        /**
         * Several, each once.
         *
         * @param cursor where the client is in each
         * @param openings where each is to begin
         */
        record Executions(List<ExecutionId> ids, VectorCursor cursor, List<Opening> openings) implements Wanted {
            public Executions {
                ids = List.copyOf(ids);
                openings = List.copyOf(openings);
            }
        }

        /** What changes in the list that this query shows. */
        record Changes(ExecutionQuery query, FeedOpening opening) implements Wanted {}
    }

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

    /** For {@code …/executions/{id}/stream}. */
    static StreamRequest execution(String id, HttpServerRequest request) throws Malformed {
        ExecutionId execution = executionId(id);
        Opening beginning = beginning(request);
        String cursor = cursor(request);
        Opening opening = cursor == null ? beginning : after(EventId.parse(cursor));
        return of(new Wanted.Execution(execution, opening), request);
    }

    /** For {@code …/streams?executions=}. */
    static StreamRequest executions(HttpServerRequest request) throws Malformed {
        String named = request.getParam("executions");
        if (named == null || named.isEmpty()) {
            throw new Malformed(
                    Problems.invalidRequest("executions: which ones is missing; their ids, with commas between them"));
        }
        String[] texts = named.split(",", MAX_EXECUTIONS + 1);
        if (texts.length > MAX_EXECUTIONS) {
            throw new Malformed(Problems.invalidRequest("executions: at most " + MAX_EXECUTIONS + " on one stream"));
        }
        List<ExecutionId> ids = new ArrayList<>();
        for (String text : texts) {
            ExecutionId id = executionId(text);
            if (ids.contains(id)) {
                throw new Malformed(Problems.invalidRequest("executions: " + id + " is named twice"));
            }
            ids.add(id);
        }
        Opening beginning = beginning(request);
        String text = cursor(request);
        Optional<VectorCursor> cursor = text == null ? Optional.empty() : VectorCursor.parse(text, ids.size());
        if (text != null && cursor.isEmpty() && !isEventSource(request)) {
            throw new Malformed(
                    Problems.invalidCursor("A cursor of several executions has an event id for each, in the order"
                            + " of ?executions=, with commas between them; nothing where there is none yet."));
        }
        VectorCursor start = cursor.orElseGet(() -> new VectorCursor(ids.size()));
        List<Opening> openings = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            EventId last = start.at(i);
            Opening whole = text == null || cursor.isPresent() ? beginning : new Opening.Unreadable();
            openings.add(last == null ? whole : new Opening.After(last));
        }
        return of(new Wanted.Executions(ids, start, openings), request);
    }

    /**
     * For {@code …/executions/stream}.
     *
     * @param owner whose executions; null for everybody's
     * @param partitions of the feed
     */
    static StreamRequest changes(HttpServerRequest request, @Nullable String owner, int partitions) throws Malformed {
        ExecutionQuery query = ExecutionQuery.parse(
                owner,
                request.getParam("status"),
                request.getParam("workflowId"),
                ExecutionQuery.Span.ANY,
                request.getParam("limit"),
                null);
        beginning(request); // the list comes first in any case
        String cursor = cursor(request);
        FeedOpening opening = cursor == null
                ? new FeedOpening.Snapshot()
                : FeedCursor.parse(cursor, partitions)
                        .<FeedOpening>map(FeedOpening.After::new)
                        .orElseGet(FeedOpening.Unreadable::new);
        return of(new Wanted.Changes(query, opening), request);
    }

    private static StreamRequest of(Wanted wanted, HttpServerRequest request) throws Malformed {
        String heartbeat = request.getParam("heartbeat");
        if (heartbeat != null && !heartbeat.equals("true") && !heartbeat.equals("false")) {
            throw new Malformed(Problems.invalidRequest(
                    "heartbeat: \"" + abbreviate(heartbeat) + "\" is neither \"true\" nor \"false\""));
        }
        return new StreamRequest(wanted, request.path(), isEventSource(request), "true".equals(heartbeat));
    }

    private static ExecutionId executionId(String text) throws Malformed {
        return ExecutionId.parse(text)
                .orElseThrow(() -> new Malformed(Problems.invalidExecutionId("\"" + abbreviate(text)
                        + "\" is not an execution id; one looks like wf_exec_0_ and 26 characters")));
    }

    /** All that it names. */
    List<ExecutionId> ids() {
        return switch (wanted) {
            case Wanted.Execution one -> List.of(one.id());
            case Wanted.Executions some -> some.ids();
            case Wanted.Changes changes -> List.of();
        };
    }

    /** Of those, the ones that are there for whoever asks. */
    List<ExecutionId> visible() {
        return switch (wanted) {
            case Wanted.Execution one -> one.opening() instanceof Opening.Hidden ? List.of() : List.of(one.id());
            case Wanted.Executions some ->
                IntStream.range(0, some.ids().size())
                        .filter(i -> !(some.openings().get(i) instanceof Opening.Hidden))
                        .mapToObj(some.ids()::get)
                        .toList();
            case Wanted.Changes changes -> List.of();
        };
    }

    boolean withCursor() {
        return switch (wanted) {
            case Wanted.Execution one -> one.opening().withCursor();
            case Wanted.Executions some -> some.openings().stream().anyMatch(Opening::withCursor);
            case Wanted.Changes changes -> !(changes.opening() instanceof FeedOpening.Snapshot);
        };
    }

    /** The same from a client for whom these executions are not there. */
    StreamRequest without(Set<ExecutionId> hidden) {
        if (hidden.isEmpty()) {
            return this;
        }
        Wanted rest = switch (wanted) {
            case Wanted.Execution one ->
                new Wanted.Execution(one.id(), hidden.contains(one.id()) ? new Opening.Hidden() : one.opening());
            case Wanted.Executions some -> {
                List<Opening> openings = new ArrayList<>(some.openings());
                for (int i = 0; i < openings.size(); i++) {
                    if (hidden.contains(some.ids().get(i))) {
                        openings.set(i, new Opening.Hidden());
                    }
                }
                yield new Wanted.Executions(some.ids(), some.cursor(), openings);
            }
            case Wanted.Changes changes -> changes;
        };
        return new StreamRequest(rest, path, eventSource, heartbeat);
    }

    static boolean isEventSource(HttpServerRequest request) {
        String accept = request.getHeader("Accept");
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/event-stream");
    }

    /** The header beats the parameter; an empty one is none (WHATWG HTML, 9.2). */
    private static @Nullable String cursor(HttpServerRequest request) {
        String header = request.getHeader("Last-Event-ID");
        String cursor = header == null || header.isEmpty() ? request.getParam("lastEventId") : header;
        return cursor == null || cursor.isEmpty() ? null : cursor;
    }

    private static Opening after(Optional<EventId> cursor) {
        return cursor.isPresent() ? new Opening.After(cursor.get()) : new Opening.Unreadable();
    }

    /** Where it begins without a cursor: any cursor beats it. */
    private static Opening beginning(HttpServerRequest request) throws Malformed {
        String from = request.getParam("from");
        if (from != null && !from.equals("snapshot")) {
            throw new Malformed(
                    Problems.invalidRequest("from: \"" + abbreviate(from) + "\" is not known; only \"snapshot\" is"));
        }
        return from == null ? new Opening.FromStart() : new Opening.FromSnapshot();
    }

    static String abbreviate(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
