package io.flowcast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.flowcast.cli.ExitStatus;
import io.flowcast.cli.http.Answer;
import io.flowcast.cli.http.Api;
import io.flowcast.cli.http.Problems;
import io.flowcast.cli.stream.Follower;
import io.flowcast.cli.stream.News;
import io.flowcast.cli.view.Durations;
import io.flowcast.cli.view.Lines;
import io.flowcast.cli.view.LiveTree;
import io.flowcast.cli.view.Outline;
import io.flowcast.cli.view.Output;
import io.flowcast.cli.view.View;
import io.flowcast.events.ExecutionSnapshot;
import io.flowcast.events.Fold;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows one execution to its end, however often the connection is lost on the way. */
final class Following implements AutoCloseable {
    /** Ten pictures a second. */
    private static final Duration TICK = Duration.ofMillis(100);

    private final Flowcast flowcast;
    private final Output output;
    private final String executionId;
    private final View view;
    private final Follower follower;
    private final Duration patience;
    private final boolean tree;
    private final Thread farewell = new Thread(this::sayFarewell, "farewell");
    private Fold fold = new Fold();
    private @Nullable ExecutionSnapshot state;
    /** What there is to say about the connection. */
    private String connection = "";

    private Following(
            Flowcast flowcast, Api api, String executionId, FollowOptions options, boolean tree, JsonNode detail) {
        this.flowcast = flowcast;
        this.output = flowcast.output();
        this.executionId = executionId;
        this.patience = options.patience();
        this.tree = tree;
        this.view = tree
                ? new LiveTree(output, nodes(detail), edges(detail), InstantSource.system())
                : options.json ? Lines.ofJson(output) : Lines.ofSentences(output);
        // A screen shows the state; lines tell the whole story.
        this.follower = Follower.start(api, executionId, tree, patience);
        Runtime.getRuntime().addShutdownHook(farewell);
    }

    /** Follows this execution, and says the exit status. */
    static int follow(Flowcast flowcast, Api api, String executionId, FollowOptions options)
            throws InterruptedException {
        boolean tree = flowcast.output().live() && !options.json && !options.plain;
        JsonNode detail = MissingNode.getInstance();
        if (tree && api.get(Paths.execution(executionId)) instanceof Answer.Done done) {
            detail = done.body();
        }
        try (Following following = new Following(flowcast, api, executionId, options, tree, detail)) {
            return following.toTheEnd();
        }
    }

    private int toTheEnd() throws InterruptedException {
        long drawn = 0;
        while (true) {
            News news = follower.poll(TICK);
            if (news != null) {
                int status = hear(news);
                if (status >= 0) {
                    return status;
                }
            }
            if (news == null || System.nanoTime() - drawn > TICK.toNanos()) {
                view.tick(connection);
                drawn = System.nanoTime();
            }
            if (output.results().checkError()) {
                return ExitStatus.BROKEN_PIPE;
            }
        }
    }

    /** The exit status, or a negative number where there is more to come. */
    private int hear(News news) {
        return switch (news) {
            case News.Happened(var id, var event, String json) -> {
                state = fold.add(id, event).snapshot(event.timestamp(), "");
                view.happened(state, event, json);
                yield -1;
            }
            case News.StateIs(var snapshot, String json) -> {
                replace(snapshot, json);
                yield -1;
            }
            case News.Lost(String why, boolean expected, Duration pause) -> {
                lost(why, expected, pause);
                yield -1;
            }
            case News.Found _ -> {
                found();
                yield -1;
            }
            case News.UpToDate _ -> -1;
            case News.Ended _ -> ended();
            case News.Refused(var problem) -> {
                view.say(Problems.sentence(problem));
                yield ExitStatus.FAILED;
            }
            case News.GaveUp(String why) -> {
                view.say("no connection to %s for %s: %s"
                        .formatted(flowcast.address(), Durations.inWords(patience.toMillis()), why));
                yield goesOn();
            }
        };
    }

    private void replace(ExecutionSnapshot snapshot, String json) {
        fold = Fold.from(snapshot);
        state = snapshot;
        if (!snapshot.reason().equals("requested")) {
            view.say(reason(snapshot.reason()) + " (" + snapshot.reason() + "): this is the state after event "
                    + snapshot.seq());
        }
        view.stateIs(snapshot, json);
    }

    private static String reason(String reason) {
        return switch (reason) {
            case "trimmed" -> "events in between are not kept any more";
            case "ahead", "rewound" -> "the server lost events that were shown";
            case "foreign" -> "the server has another history";
            default -> "the server sent the state instead of events";
        };
    }

    private void lost(String why, boolean expected, Duration pause) {
        // That a server ends a stream belongs to it, and only matters where it does not come back.
        if (!expected && connection.isEmpty()) {
            view.say("connection lost (" + why + "), trying again in " + Durations.inWords(pause.toMillis()));
        }
        connection = expected && connection.isEmpty() ? "" : "connection lost: " + why;
    }

    private void found() {
        if (!connection.isEmpty()) {
            view.say(state == null ? "connected" : "connected again, goes on after event " + state.seq());
        }
        connection = "";
    }

    private int ended() {
        view.tick("");
        if (state == null || !state.status().terminal()) {
            view.say("the execution has ended; see: " + flowcast.typed("get " + executionId));
            return ExitStatus.FAILED;
        }
        if (tree && state.error() != null) {
            // In full: on the screen there is room for its beginning.
            view.close();
            output.say(state.error().type() + ": " + Problems.sentence(state.error()));
        }
        return ExitStatus.of(state.status());
    }

    private int goesOn() {
        output.say("the execution goes on by itself; watch it again: " + flowcast.typed("watch " + executionId));
        return ExitStatus.UNREACHABLE;
    }

    /** Ctrl-C. */
    private void sayFarewell() {
        view.close();
        goesOn();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(farewell);
        } catch (IllegalStateException e) {
            // It is being said.
            return;
        }
        follower.close();
        view.close();
    }

    private static List<Outline.Node> nodes(JsonNode detail) {
        List<Outline.Node> nodes = new ArrayList<>();
        for (JsonNode node : detail.path("definition").path("nodes")) {
            String id = node.path("id").asText();
            nodes.add(new Outline.Node(id, node.path("name").asText(id)));
        }
        return nodes;
    }

    private static List<Outline.Edge> edges(JsonNode detail) {
        List<Outline.Edge> edges = new ArrayList<>();
        for (JsonNode edge : detail.path("definition").path("edges")) {
            edges.add(
                    new Outline.Edge(edge.path("from").asText(), edge.path("to").asText()));
        }
        return edges;
    }
}
