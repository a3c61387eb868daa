package io.flowcast.systemtests.client;

import io.flowcast.systemtests.history.Connection;
import io.flowcast.systemtests.history.Connection.End;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A client that follows one execution to its end over several gateways in turn, coming back with its cursor
 * whenever a connection ends, as EventSource does, and writes down all it saw. Blocking; one thread each.
 */
public final class Follower {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final HttpClient http;
    private final List<String> gateways;
    private final Duration patience;
    private final Predicate<List<Frame>> leave;
    private final @Nullable String token;

    private Follower(HttpClient http, List<String> gateways, Duration patience, Predicate<List<Frame>> leave) {
        this(http, gateways, patience, leave, null);
    }

    private Follower(
            HttpClient http,
            List<String> gateways,
            Duration patience,
            Predicate<List<Frame>> leave,
            @Nullable String token) {
        this.token = token;
        this.http = http;
        this.gateways = List.copyOf(gateways);
        this.patience = patience;
        this.leave = leave;
    }

    /** Follows over these base addresses, the first first, for at most {@code patience}. */
    public static Follower over(HttpClient http, List<String> gateways, Duration patience) {
        return new Follower(http, gateways, patience, frames -> false);
    }

    /** The same, but leaving each connection after this many events, for the next gateway. */
    public Follower hoppingEvery(int events) {
        return new Follower(
                http,
                gateways,
                patience,
                frames -> frames.stream().filter(Frame::isLogEvent).count() >= events);
    }

    /** The same, but leaving each connection with the first snapshot. */
    public Follower leavingAtSnapshot() {
        return new Follower(http, gateways, patience, frames -> frames.getLast().isSnapshot());
    }

    /** The same, but leaving each connection after so many events of whatever kind that carry an id. */
    public Follower leavingAfter(int events) {
        return new Follower(
                http,
                gateways,
                patience,
                frames -> frames.stream()
                                .filter(frame ->
                                        frame.id() != null && !frame.event().isEmpty())
                                .count()
                        >= events,
                token);
    }

    /** The same, for whoever this token stands for. */
    public Follower as(String bearer) {
        return new Follower(http, gateways, patience, leave, bearer);
    }

    /** One connection to a stream of whatever kind, at the first gateway. */
    public Connection open(String path, @Nullable String cursor) throws InterruptedException {
        return connect(gateways.getFirst() + path, cursor, System.nanoTime() + patience.toNanos());
    }

    /** Returns once a terminal event was seen and the server closed, or patience is over. */
    public History follow(String executionId) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        List<Connection> connections = new ArrayList<>();
        History history = new History(executionId, connections);
        while (!history.hasEnded() && System.nanoTime() < deadline) {
            if (!connections.isEmpty()) {
                Thread.sleep(PAUSE);
            }
            String gateway = gateways.get(connections.size() % gateways.size());
            connections.add(connect(stream(gateway, executionId), history.cursor(), deadline));
            history = new History(executionId, connections);
        }
        return history;
    }

    /** One connection, till the server ends it, it breaks, or this client wants to leave. */
    public Connection connect(String gateway, String executionId, @Nullable String cursor) throws InterruptedException {
        return connect(stream(gateway, executionId), cursor, System.nanoTime() + patience.toNanos());
    }

    /** The same, beginning with the state instead of the first event. */
    public Connection connectFromSnapshot(String gateway, String executionId) throws InterruptedException {
        return connect(stream(gateway, executionId) + "?from=snapshot", null, System.nanoTime() + patience.toNanos());
    }

    private static String stream(String gateway, String executionId) {
        return gateway + "/api/workflow/executions/" + executionId + "/stream";
    }

    private Connection connect(String url, @Nullable String cursor, long deadline) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Accept", "text/event-stream")
                .timeout(patience);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (cursor != null) {
            request.header("Last-Event-ID", cursor);
        }
        List<Frame> frames = new ArrayList<>();
        int status = 0;
        try {
            HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
            status = answer.statusCode();
            try (InputStream body = answer.body()) {
                End end = status == 200 ? read(body, frames, deadline) : End.SERVER;
                return new Connection(url, cursor, status, frames, end);
            }
        } catch (IOException e) {
            return new Connection(url, cursor, status, frames, End.BROKEN);
        }
    }

    private End read(InputStream body, List<Frame> frames, long deadline) throws IOException {
        Thread alarm = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
                body.close();
            } catch (IOException | InterruptedException e) {
                // The reader was done in time.
            }
        });
        try {
            EventStreamReader stream = new EventStreamReader(body, Clock.systemUTC());
            for (Frame frame = stream.next(); frame != null; frame = stream.next()) {
                frames.add(frame);
                if (leave.test(frames) && !frame.isTerminal()) {
                    return End.CLIENT;
                }
            }
            return End.SERVER;
        } finally {
            alarm.interrupt();
        }
    }
}
