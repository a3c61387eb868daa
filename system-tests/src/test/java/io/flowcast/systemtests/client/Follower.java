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
import java.util.function.BooleanSupplier;
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
    private final Manner manner;

    /**
     * How it differs from others.
     *
     * @param leave whether it leaves a connection over which this came
     * @param token what it shows, null for nothing
     * @param rest how long it rests after each frame
     * @param begin the query of its first connection
     * @param believe whether it takes 404 for the last word
     */
    private record Manner(
            Predicate<List<Frame>> leave,
            @Nullable String token,
            Duration rest,
            String begin,
            BooleanSupplier believe) {}

    private Follower(HttpClient http, List<String> gateways, Duration patience, Manner manner) {
        this.http = http;
        this.gateways = List.copyOf(gateways);
        this.patience = patience;
        this.manner = manner;
    }

    /** Follows over these base addresses, the first first, for at most {@code patience}. */
    public static Follower over(HttpClient http, List<String> gateways, Duration patience) {
        return new Follower(
                http, gateways, patience, new Manner(frames -> false, null, Duration.ZERO, "", () -> false));
    }

    /** The same, but leaving each connection after this many events, for the next gateway. */
    public Follower hoppingEvery(int events) {
        return leaving(frames -> frames.stream().filter(Frame::isLogEvent).count() >= events);
    }

    /** The same, but leaving each connection with the first snapshot. */
    public Follower leavingAtSnapshot() {
        return leaving(frames -> frames.getLast().isSnapshot());
    }

    /** The same, but leaving each connection after so many events of whatever kind that carry an id. */
    public Follower leavingAfter(int events) {
        return leaving(frames -> frames.stream()
                        .filter(frame -> frame.id() != null && !frame.event().isEmpty())
                        .count()
                >= events);
    }

    private Follower leaving(Predicate<List<Frame>> leave) {
        return with(new Manner(leave, manner.token, manner.rest, manner.begin, manner.believe));
    }

    /** The same, for whoever this token stands for. */
    public Follower as(String bearer) {
        return with(new Manner(manner.leave, bearer, manner.rest, manner.begin, manner.believe));
    }

    /** The same, but resting for so long after each frame that it read. */
    public Follower resting(Duration rest) {
        return with(new Manner(manner.leave, manner.token, rest, manner.begin, manner.believe));
    }

    /** The same, but beginning with the state instead of the first event. */
    public Follower fromSnapshot() {
        return with(new Manner(manner.leave, manner.token, manner.rest, "?from=snapshot", manner.believe));
    }

    /** The same, but giving up where it is told that there is no such execution, once this says that it is so for good. */
    public Follower believing(BooleanSupplier forGood) {
        return with(new Manner(manner.leave, manner.token, manner.rest, manner.begin, forGood));
    }

    private Follower with(Manner other) {
        return new Follower(http, gateways, patience, other);
    }

    /** One connection to a stream of whatever kind, at the first gateway. */
    public Connection open(String path, @Nullable String cursor) throws InterruptedException {
        return connect(gateways.getFirst() + path, cursor, System.nanoTime() + patience.toNanos());
    }

    /** Returns once a terminal event was seen and the server closed, or it is told not to come back, or patience is over. */
    public History follow(String executionId) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        List<Connection> connections = new ArrayList<>();
        History history = new History(executionId, connections);
        while (!history.hasEnded() && System.nanoTime() < deadline && !toldToStop(connections)) {
            if (!connections.isEmpty()) {
                Thread.sleep(PAUSE);
            }
            String gateway = gateways.get(connections.size() % gateways.size());
            String cursor = history.cursor();
            String url = stream(gateway, executionId) + (cursor == null ? manner.begin : "");
            connections.add(connect(url, cursor, deadline));
            history = new History(executionId, connections);
        }
        return history;
    }

    private boolean toldToStop(List<Connection> connections) {
        int status = connections.isEmpty() ? 0 : connections.getLast().status();
        return status == 204 || (status == 404 && manner.believe.getAsBoolean());
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
        if (manner.token != null) {
            request.header("Authorization", "Bearer " + manner.token);
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

    private End read(InputStream body, List<Frame> frames, long deadline) throws IOException, InterruptedException {
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
                if (manner.leave.test(frames) && !frame.isTerminal()) {
                    return End.CLIENT;
                }
                Thread.sleep(manner.rest);
            }
            return End.SERVER;
        } finally {
            alarm.interrupt();
        }
    }
}
