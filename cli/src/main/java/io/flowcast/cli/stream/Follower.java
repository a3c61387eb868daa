package io.flowcast.cli.stream;

import io.flowcast.cli.http.Address;
import io.flowcast.cli.http.Answer;
import io.flowcast.cli.http.Api;
import io.flowcast.cli.http.Backoff;
import io.flowcast.cli.http.Faults;
import io.flowcast.events.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows one execution to its end, coming back with its cursor whenever a connection ends: after what the server asked for, or
 * after pauses that double up to ten seconds. A connection on which nothing comes, keepalives neither, for {@code SILENCE} is
 * taken for dead. Works on a thread of its own; whoever reads the news slowly slows the reading down.
 */
public final class Follower implements AutoCloseable {
    /** Three of the server's keepalives. */
    private static final Duration SILENCE = Duration.ofSeconds(45);

    private static final int WAITING_NEWS = 1_000;
    private static final int LARGEST_REFUSAL = 1 << 20;

    private final Api api;
    private final String path;
    private final boolean fromSnapshot;
    private final Duration patience;
    private final BlockingQueue<News> news = new ArrayBlockingQueue<>(WAITING_NEWS);
    private final Track track = new Track();
    private final Backoff backoff =
            new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10), ThreadLocalRandom.current());
    private final Thread thread;
    private volatile @Nullable EventStreamReader open;
    /** When the last good connection had its last sign of life; this and the rest are the following thread's own. */
    private long heardAt = System.nanoTime();

    private boolean lost;
    private boolean askedAgain;

    private Follower(Api api, String executionId, boolean fromSnapshot, Duration patience) {
        this.api = api;
        this.path = "/api/workflow/executions/" + Address.encoded(executionId) + "/stream";
        this.fromSnapshot = fromSnapshot;
        this.patience = patience;
        this.thread = Thread.ofVirtual().name("follow-" + executionId).unstarted(this::follow);
    }

    /**
     * Begins.
     *
     * @param fromSnapshot with the state, instead of the first event
     * @param patience for how long there may be no connection
     */
    public static Follower start(Api api, String executionId, boolean fromSnapshot, Duration patience) {
        Follower follower = new Follower(api, executionId, fromSnapshot, patience);
        follower.thread.start();
        Thread.ofVirtual().name("silence-" + executionId).start(follower::watchSilence);
        return follower;
    }

    /** What comes next, or null where nothing came in time. */
    public @Nullable News poll(Duration time) throws InterruptedException {
        return news.poll(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private sealed interface Outcome {
        record Over() implements Outcome {}

        record Refused(Problem problem) implements Outcome {}

        record Broken(String why) implements Outcome {}

        record SentAway(String reason, @Nullable Duration retry) implements Outcome {}
    }

    private void follow() {
        try {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = switch (connect()) {
                    case Outcome.Over _ -> end(new News.Ended());
                    case Outcome.Refused(Problem problem) -> end(new News.Refused(problem));
                    case Outcome.Broken(String why) -> pause(why, false, null);
                    case Outcome.SentAway(String reason, Duration retry) ->
                        pause("the server ended the stream: " + reason, !reason.equals("unavailable"), retry);
                };
            }
        } catch (InterruptedException e) {
            // Closed: nobody listens any more.
        }
    }

    private boolean end(News last) throws InterruptedException {
        news.put(last);
        return false;
    }

    private boolean pause(String why, boolean expected, @Nullable Duration asked) throws InterruptedException {
        if (System.nanoTime() - heardAt > patience.toNanos()) {
            return end(new News.GaveUp(why));
        }
        Duration pause = asked == null ? backoff.pause() : backoff.pause(asked);
        lost = true;
        news.put(new News.Lost(why, expected, pause));
        Thread.sleep(pause);
        return true;
    }

    private Outcome connect() throws InterruptedException {
        String start = fromSnapshot && track.cursor().isEmpty() ? "?from=snapshot" : "";
        HttpRequest.Builder request =
                HttpRequest.newBuilder(api.address().at(path + start)).header("Accept", "text/event-stream");
        track.cursor().ifPresent(cursor -> request.header("Last-Event-ID", cursor.toString()));
        try {
            HttpResponse<InputStream> answer = api.open(request, BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                return answered(answer, body);
            }
        } catch (IOException e) {
            return new Outcome.Broken(Faults.inWords(e));
        }
    }

    private Outcome answered(HttpResponse<InputStream> answer, InputStream body)
            throws IOException, InterruptedException {
        boolean stream = answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
        if (answer.statusCode() == 200 && stream) {
            return read(body);
        }
        if (answer.statusCode() == 204) {
            return new Outcome.Over();
        }
        String text = new String(body.readNBytes(LARGEST_REFUSAL), StandardCharsets.UTF_8);
        if (answer.statusCode() == 401 && !askedAgain) {
            // The token may have been renewed since it was read.
            askedAgain = true;
            return new Outcome.Broken("the token is not good any more");
        }
        return switch (Api.answer(answer.statusCode(), answer.headers(), text)) {
            case Answer.Refused(int _, Problem problem) -> new Outcome.Refused(problem);
            case Answer.Unreachable(String why) -> new Outcome.Broken(why);
            case Answer.Text(String mediaType, String _) -> new Outcome.Broken(mediaType + ", no stream");
            case Answer.Done(int status, var _, var _) -> new Outcome.Broken("HTTP " + status + ", no stream");
        };
    }

    private Outcome read(InputStream body) throws IOException, InterruptedException {
        EventStreamReader reader = new EventStreamReader(body);
        boolean good = false;
        try (reader) {
            open = reader;
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                Step step = track.step(frame);
                if (!good && !(step instanceof Step.SentAway)) {
                    good = true;
                    found();
                }
                switch (step) {
                    case Step.Told(var id, var event, String json) -> news.put(new News.Happened(id, event, json));
                    case Step.Replaced(var snapshot, String json) -> news.put(new News.StateIs(snapshot, json));
                    case Step.Synced _ -> news.put(new News.UpToDate());
                    case Step.Known _, Step.Other _ -> {}
                    case Step.SentAway(String reason) -> {
                        return new Outcome.SentAway(reason, reader.retry().orElse(null));
                    }
                    case Step.Hole(long missing) -> {
                        return new Outcome.Broken(missing + " events are missing on the stream");
                    }
                    case Step.Unreadable(String why) -> {
                        return new Outcome.Broken("can't be read: " + why);
                    }
                }
                if (track.ended()) {
                    return new Outcome.Over();
                }
            }
            return new Outcome.Broken("the connection ended");
        } finally {
            open = null;
            heardAt = good ? reader.silentSince() : heardAt;
        }
    }

    private void found() throws InterruptedException {
        askedAgain = false;
        backoff.reset();
        if (lost) {
            lost = false;
            news.put(new News.Found());
        }
    }

    private void watchSilence() {
        try {
            while (thread.isAlive()) {
                Thread.sleep(Duration.ofSeconds(1));
                EventStreamReader reader = open;
                if (reader != null && System.nanoTime() - reader.silentSince() > SILENCE.toNanos()) {
                    reader.close();
                }
            }
        } catch (InterruptedException | IOException e) {
            // The reading thread hears of it by itself.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
