package io.flowcast.systemtests.chaos;

import com.launchdarkly.eventsource.ConnectStrategy;
import com.launchdarkly.eventsource.ErrorStrategy;
import com.launchdarkly.eventsource.ErrorStrategy.Action;
import com.launchdarkly.eventsource.EventSource;
import com.launchdarkly.eventsource.MessageEvent;
import com.launchdarkly.eventsource.RetryDelayStrategy;
import com.launchdarkly.eventsource.StreamException;
import com.launchdarkly.eventsource.StreamHttpErrorException;
import io.flowcast.events.EventType;
import io.flowcast.events.StreamEvents;
import io.flowcast.systemtests.browser.Tabs;
import io.flowcast.systemtests.client.Follower;
import io.flowcast.systemtests.history.Connection;
import io.flowcast.systemtests.history.Connection.End;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;

/**
 * Who watches: clients of our own that go from gateway to gateway, some after every few events, some slow, some who begin with the
 * state, some of whom vanish; a client that somebody else wrote; and the tabs of a browser. Each writes down what it saw.
 * Thread-safe.
 */
final class Audience implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int FEW = 5;
    private static final int LEAST_EACH = 2;
    private static final int MOST_EACH = 25;
    private static final int TABS = 6;
    private static final int LONGEST_REST_MILLIS = 300;
    private static final int LATEST_MILLIS = 2_000;
    /** From then on 404 is the last word: owners write back what Redis lost, but not for so long. */
    private static final Duration FOR_GOOD = Duration.ofSeconds(15);

    /** OkHttp warns of every connection that broke, which is what happens here. */
    private static final Logger OKHTTP = Logger.getLogger("okhttp3.OkHttpClient");

    static {
        OKHTTP.setLevel(Level.OFF);
    }

    private final Stage stage;
    private final int clients;
    private final Optional<Tabs> tabs;
    private final Queue<History> histories = new ConcurrentLinkedQueue<>();
    private final Queue<Future<?>> watching = new ConcurrentLinkedQueue<>();
    private final ExecutorService viewers = Executors.newVirtualThreadPerTaskExecutor();
    /** Guarded by this, as are those that follow. */
    private final RandomGenerator.SplittableGenerator random;

    private final Map<String, Integer> kinds = new TreeMap<>();
    private int present;
    private int most;

    private volatile long calmSince = Long.MAX_VALUE;

    /** @param clients how many are to watch at once, about */
    Audience(Stage stage, int clients, RandomGenerator.SplittableGenerator random) {
        this.stage = stage;
        this.clients = clients;
        this.random = random;
        this.tabs = Tabs.open(TABS, this::isForGood);
    }

    /** One who stays from the first event to the last, and others, of whatever kind: more of them where few watch. */
    void watch(String executionId) {
        RandomGenerator.SplittableGenerator own;
        int others;
        synchronized (this) {
            own = random.split();
            others = Math.clamp(clients - present, LEAST_EACH, MOST_EACH) - 1;
        }
        Follower steady = follower(doors(own));
        watch("steady", () -> histories.add(steady.follow(executionId)));
        inTab(executionId, doors(own));
        for (int other = 0; other < others; other++) {
            RandomGenerator one = own.split();
            switch (one.nextInt(6)) {
                case 0 ->
                    watch(
                            "hopping",
                            () -> histories.add(follower(doors(one))
                                    .hoppingEvery(1 + one.nextInt(FEW))
                                    .follow(executionId)));
                case 1 ->
                    watch(
                            "vanishing",
                            () -> follower(doors(one))
                                    .leavingAfter(1 + one.nextInt(FEW))
                                    .connect(doors(one).getFirst(), executionId, null));
                case 2 ->
                    watch(
                            "slow",
                            () -> histories.add(follower(doors(one))
                                    .resting(Duration.ofMillis(one.nextInt(LONGEST_REST_MILLIS)))
                                    .follow(executionId)));
                case 3 ->
                    watch("late, from the state", () -> {
                        Thread.sleep(one.nextInt(LATEST_MILLIS));
                        return histories.add(follower(doors(one)).fromSnapshot().follow(executionId));
                    });
                case 4 ->
                    watch(
                            "another's (okhttp-eventsource)",
                            () -> histories.add(byAnother(doors(one).getFirst(), executionId)));
                default ->
                    watch("steady", () -> histories.add(follower(doors(one)).follow(executionId)));
            }
        }
    }

    private Follower follower(List<String> doors) {
        return Follower.over(stage.http(), doors, PATIENCE).believing(this::isForGood);
    }

    /** All of them, in some order. */
    private List<String> doors(RandomGenerator random) {
        List<String> doors = new ArrayList<>(stage.doors());
        Collections.shuffle(doors, new java.util.Random(random.nextLong()));
        return doors;
    }

    private void inTab(String executionId, List<String> doors) {
        Optional<CompletableFuture<History>> seen = tabs.flatMap(open -> open.watch(executionId, doors));
        seen.ifPresent(tab -> watch("Chromium", () -> histories.add(tab.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))));
    }

    private void watch(String kind, Callable<?> viewer) {
        watching.add(viewers.submit(() -> {
            comes(kind);
            try {
                return viewer.call();
            } finally {
                goes();
            }
        }));
    }

    private synchronized void comes(String kind) {
        kinds.merge(kind, 1, Integer::sum);
        present++;
        most = Math.max(most, present);
    }

    private synchronized void goes() {
        present--;
    }

    /** All is well from now on. */
    void calm() {
        calmSince = System.nanoTime();
    }

    private boolean isForGood() {
        return calmSince != Long.MAX_VALUE && System.nanoTime() - calmSince > FOR_GOOD.toNanos();
    }

    /** What those saw who stayed till the end, or till patience is over. */
    List<History> histories() {
        return List.copyOf(histories);
    }

    /** How many there were of each kind. */
    synchronized Map<String, Integer> kinds() {
        return new TreeMap<>(kinds);
    }

    /** How many watched at once, at most. */
    synchronized int most() {
        return most;
    }

    /**
     * Waits for those who still watch.
     *
     * @return whether all have seen the end in time
     * @throws ExecutionException where one of them failed otherwise
     */
    boolean leave(Duration time) throws InterruptedException, ExecutionException {
        viewers.shutdown();
        boolean all = viewers.awaitTermination(time.toMillis(), TimeUnit.MILLISECONDS);
        for (Future<?> one : watching) {
            if (one.isDone()) {
                one.get();
            }
        }
        return all;
    }

    @Override
    public void close() {
        viewers.shutdownNow();
        tabs.ifPresent(Tabs::close);
    }

    /** okhttp-eventsource comes back by itself, with its last id. */
    private History byAnother(String door, String executionId) {
        URI stream = URI.create(door + "/api/workflow/executions/" + executionId + "/stream");
        List<Frame> frames = new ArrayList<>();
        try (EventSource source = new EventSource.Builder(ConnectStrategy.http(stream))
                .errorStrategy(comingBack())
                .retryDelay(100, TimeUnit.MILLISECONDS)
                .retryDelayStrategy(RetryDelayStrategy.defaultStrategy().maxDelay(2, TimeUnit.SECONDS))
                .build()) {
            source.start();
            while (frames.isEmpty() || !frames.getLast().isTerminal()) {
                MessageEvent message = source.readMessage();
                boolean ofTheLog = EventType.parse(message.getEventName()).isPresent()
                        || message.getEventName().equals(StreamEvents.SNAPSHOT);
                if (ofTheLog) {
                    frames.add(new Frame(
                            message.getLastEventId(),
                            message.getEventName(),
                            message.getData(),
                            null,
                            List.of(),
                            Instant.now()));
                }
            }
        } catch (StreamException gone) {
            return new History(executionId, List.of(new Connection(stream.toString(), null, 404, frames, End.SERVER)));
        }
        return new History(executionId, List.of(new Connection(stream.toString(), null, 200, frames, End.SERVER)));
    }

    /** Whatever happens, but for 404 once all is well. */
    private ErrorStrategy comingBack() {
        return new ErrorStrategy() {
            @Override
            public Result apply(StreamException failure) {
                boolean absent = failure instanceof StreamHttpErrorException answer && answer.getCode() == 404;
                return new Result(absent && isForGood() ? Action.THROW : Action.CONTINUE, this);
            }
        };
    }
}
