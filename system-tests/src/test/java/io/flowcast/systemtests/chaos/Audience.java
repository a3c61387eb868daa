package io.flowcast.systemtests.chaos;

import com.launchdarkly.eventsource.ConnectStrategy;
import com.launchdarkly.eventsource.ErrorStrategy;
import com.launchdarkly.eventsource.EventSource;
import com.launchdarkly.eventsource.MessageEvent;
import com.launchdarkly.eventsource.RetryDelayStrategy;
import com.launchdarkly.eventsource.StreamException;
import io.flowcast.events.EventType;
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
import java.util.Queue;
import java.util.concurrent.Callable;
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
 * Who watches: clients of our own that go from gateway to gateway, some after every few events, some of whom vanish; and a client
 * that somebody else wrote. Each writes down what it saw. Thread-safe.
 */
final class Audience implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int FEW = 5;

    /** OkHttp warns of every connection that broke, which is what happens here. */
    private static final Logger OKHTTP = Logger.getLogger("okhttp3.OkHttpClient");

    static {
        OKHTTP.setLevel(Level.OFF);
    }

    private final Stage stage;
    private final RandomGenerator.SplittableGenerator random;
    private final Queue<History> histories = new ConcurrentLinkedQueue<>();
    private final Queue<Future<?>> watching = new ConcurrentLinkedQueue<>();
    private final ExecutorService viewers = Executors.newVirtualThreadPerTaskExecutor();

    Audience(Stage stage, RandomGenerator.SplittableGenerator random) {
        this.stage = stage;
        this.random = random;
    }

    /** Three viewers, each of another kind. */
    void watch(String executionId) {
        RandomGenerator own;
        synchronized (this) {
            own = random.split();
        }
        List<String> doors = new ArrayList<>(stage.doors());
        Collections.shuffle(doors, new java.util.Random(own.nextLong()));
        Follower steady = Follower.over(stage.http(), doors, PATIENCE);
        watch(() -> histories.add(steady.follow(executionId)));
        int kind = own.nextInt(3);
        if (kind == 0) {
            watch(() -> histories.add(steady.hoppingEvery(1 + own.nextInt(FEW)).follow(executionId)));
        } else if (kind == 1) {
            // Nobody hears of it again.
            watch(() -> steady.leavingAfter(1 + own.nextInt(FEW)).connect(doors.getFirst(), executionId, null));
        } else {
            watch(() -> histories.add(byAnother(doors.getFirst(), executionId)));
        }
    }

    private void watch(Callable<?> viewer) {
        watching.add(viewers.submit(viewer));
    }

    /** What those saw who stayed till the end, or till patience is over. */
    List<History> histories() {
        return List.copyOf(histories);
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
    }

    /** okhttp-eventsource comes back by itself, with its last id. */
    private static History byAnother(String door, String executionId) throws StreamException {
        URI stream = URI.create(door + "/api/workflow/executions/" + executionId + "/stream");
        List<Frame> frames = new ArrayList<>();
        try (EventSource source = new EventSource.Builder(ConnectStrategy.http(stream))
                .errorStrategy(ErrorStrategy.alwaysContinue())
                .retryDelay(100, TimeUnit.MILLISECONDS)
                .retryDelayStrategy(RetryDelayStrategy.defaultStrategy().maxDelay(2, TimeUnit.SECONDS))
                .build()) {
            source.start();
            while (frames.isEmpty() || !frames.getLast().isTerminal()) {
                MessageEvent message = source.readMessage();
                boolean ofTheLog = EventType.parse(message.getEventName()).isPresent()
                        || message.getEventName().equals("execution.snapshot");
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
        }
        return new History(executionId, List.of(new Connection(stream.toString(), null, 200, frames, End.SERVER)));
    }
}
