package io.flowcast.gateway.sse;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;
import io.flowcast.gateway.bus.RedisBus;
import io.flowcast.gateway.bus.Watcher;
import io.flowcast.gateway.hub.Cause;
import io.flowcast.gateway.hub.Chunk;
import io.flowcast.gateway.hub.Ending;
import io.flowcast.gateway.hub.Frame;
import io.flowcast.gateway.hub.Hub;
import io.flowcast.gateway.hub.MultiStream;
import io.flowcast.gateway.hub.Patience;
import io.flowcast.gateway.hub.Subscriber;
import io.flowcast.gateway.hub.Surroundings;
import io.flowcast.gateway.log.LogSource;
import io.flowcast.gateway.log.LogSource.TailReading;
import io.netty.channel.WriteBufferWaterMark;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * All hubs and connections of one event loop. The bus puts frames into its inbox; one task per turn of the loop takes them
 * all, then every hub that has something writes once to each of its connections. A hub that took long for that leaves the
 * loop to others for a quarter of that time: so it never takes all of it, and what it writes next is more at a time.
 */
final class StreamLoop implements Surroundings {
    private static final Logger LOG = Logger.getLogger(StreamLoop.class);
    private static final int TURNS_A_ROUND = 16;
    private static final int INBOX_LIMIT = 200_000;
    private static final int TASKS_A_TURN = 20_000;
    private static final int TAILS_A_BATCH = 500;
    private static final Duration DRAIN_TURN = Duration.ofMillis(50);
    /** Some hundreds of connections: below it, nobody waits for anything. */
    private static final long LONG_NANOS = Duration.ofMillis(4).toNanos();

    private static final int REST = 4;
    private static final long LONGEST_REST_MILLIS = 25;

    private final Vertx vertx;
    private final Context context;
    private final Streams streams;
    private final Patience patience;
    private final Chunk keepalive = Chunk.of(Frames.KEEPALIVE);
    private final WriteBufferWaterMark marks;

    /** Filled by any thread. */
    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean overflown;

    // The rest is this loop's alone.
    private final Map<ExecutionId, Post> posts = new HashMap<>();
    private final Set<Hub> dirty = new LinkedHashSet<>();
    /** Those whose turn comes later, though they may be dirty. */
    private final Set<Hub> resting = new HashSet<>();
    /** Those of the posts that nobody watches, the longest first. */
    private final LinkedHashMap<ExecutionId, Post> lingering = new LinkedHashMap<>();

    private final FeedLoop feed;
    private final Wheel<Connection> wheel = new Wheel<>(TURNS_A_ROUND);
    private long timer;

    StreamLoop(Vertx vertx, Context context, Streams streams) {
        this.vertx = vertx;
        this.context = context;
        this.streams = streams;
        Duration doubt = Duration.ofMillis(Math.max(50, config().rewindAfter().toMillis() / 10));
        int most = (int) config().maxPending().asLongValue();
        this.marks = new WriteBufferWaterMark(most / 2, most);
        this.feed = new FeedLoop(this, streams.feed(), streams.lists());
        this.patience = new Patience(Duration.ofSeconds(1), config().secondLook(), doubt, 10);
    }

    void start() {
        long turn = Math.max(10, config().keepalive().toMillis() / TURNS_A_ROUND);
        timer = vertx.setPeriodic(turn, tick -> turn());
    }

    /** Lets a client in; what it wants to hear begins once the subscription stands. */
    void join(StreamRequest request, Connection connection, RoutingContext exchange) {
        switch (request.wanted()) {
            case StreamRequest.Wanted.Execution one -> {
                Post post = post(one.id());
                Subscriber subscriber = post.hub.join(connection, one.opening(), request.eventSource());
                connection.bind(subscriber, exchange);
                post.start(subscriber);
            }
            case StreamRequest.Wanted.Executions some -> {
                MultiStream stream = new MultiStream(connection, some.cursor());
                Map<Subscriber, Post> joined = new LinkedHashMap<>();
                for (int i = 0; i < some.ids().size(); i++) {
                    Post post = post(some.ids().get(i));
                    joined.put(stream.join(i, post.hub, some.openings().get(i)), post);
                }
                connection.bind(stream, exchange);
                joined.forEach((subscriber, post) -> post.start(subscriber));
            }
            case StreamRequest.Wanted.Changes changes -> feed.join(changes, request, connection, exchange);
        }
    }

    private Post post(ExecutionId id) {
        Post present = posts.get(id);
        if (present != null) {
            lingering.remove(id);
            return present;
        }
        Post post = new Post(id);
        posts.put(id, post);
        post.open();
        return post;
    }

    /** Lets all streams go, evenly over this time; any thread. */
    void drain(Duration window) {
        execute(() -> {
            List<Connection> leaving = wheel.members();
            // Not all viewers of one execution together.
            Collections.shuffle(leaving, jitter().random());
            letGo(new ArrayDeque<>(leaving), leaving.size(), streams.elapsed(), window.toMillis());
        });
    }

    /** By the clock, not by the turns: a loop that is busy lets more go at a time. */
    private void letGo(Deque<Connection> leaving, int all, long since, long window) {
        long passed = streams.elapsed() - since + DRAIN_TURN.toMillis();
        long staying = passed >= window ? 0 : all - all * passed / window;
        while (leaving.size() > staying) {
            guard(leaving.remove()::drain);
        }
        if (!leaving.isEmpty()) {
            after(DRAIN_TURN, () -> letGo(leaving, all, since, window));
        }
    }

    /** Ends all streams; any thread. */
    void end(Ending why) {
        execute(() -> {
            List.copyOf(posts.values()).forEach(post -> post.hub.endAll(why));
            feed.endAll(why);
        });
    }

    /** Lets go of all hubs, those that linger too; any thread. */
    void stop() {
        execute(() -> {
            vertx.cancelTimer(timer);
            List.copyOf(posts.values()).forEach(this::close);
        });
    }

    StreamConfig config() {
        return streams.config();
    }

    Jitter jitter() {
        return streams.jitter();
    }

    Wheel<Connection> wheel() {
        return wheel;
    }

    Chunk keepalive() {
        return keepalive;
    }

    /** The bound of what may wait for one connection; of half of it on, it takes bytes again. */
    WriteBufferWaterMark marks() {
        return marks;
    }

    /** The connection's socket, or its answer, is over. */
    void released(Connection connection) {
        wheel.remove(connection);
    }

    @Override
    public LogSource log() {
        return streams.log();
    }

    @Override
    public void after(Duration delay, Runnable work) {
        vertx.setTimer(Math.max(1, delay.toMillis()), over -> work.run());
    }

    @Override
    public StreamMetrics tally() {
        return streams.tally();
    }

    @Override
    public Patience patience() {
        return patience;
    }

    @Override
    public void deserted(Hub hub) {
        Post post = posts.get(hub.id());
        if (post != null && post.hub == hub) {
            if (post.ready && !config().linger().isZero()) {
                linger(post);
            } else {
                close(post);
            }
        }
    }

    /** Keeps it for a while: who comes back finds the subscription standing. */
    private void linger(Post post) {
        post.lingersTill = streams.elapsed() + config().linger().toMillis();
        lingering.putLast(post.hub.id(), post);
        if (lingering.size() > config().maxLingering()) {
            close(lingering.firstEntry().getValue());
        }
    }

    private void closeLingering(long elapsed) {
        while (!lingering.isEmpty() && lingering.firstEntry().getValue().lingersTill <= elapsed) {
            close(lingering.firstEntry().getValue());
        }
    }

    private void close(Post post) {
        lingering.remove(post.hub.id());
        posts.remove(post.hub.id());
        dirty.remove(post.hub);
        resting.remove(post.hub);
        post.close();
    }

    @Override
    public void dirty(Hub hub) {
        if (dirty.add(hub)) {
            schedule();
        }
    }

    /** Runs it on this loop, soon; any thread. */
    void execute(Runnable work) {
        inbox.add(work);
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(go -> drain());
        }
    }

    private void drain() {
        scheduled.set(false);
        for (int i = 0; i < TASKS_A_TURN; i++) {
            Runnable work = inbox.poll();
            if (work == null) {
                break;
            }
            guard(work);
        }
        if (!inbox.isEmpty()) {
            schedule();
        }
        if (overflown) {
            overflown = false;
            List.copyOf(posts.values()).forEach(post -> post.hub.missed(Cause.OVERFLOW));
        }
        List<Hub> toFlush = List.copyOf(dirty);
        dirty.clear();
        for (Hub hub : toFlush) {
            if (resting.contains(hub)) {
                dirty.add(hub);
            } else {
                flush(hub);
            }
        }
    }

    private void flush(Hub hub) {
        long begun = System.nanoTime();
        guard(hub::flush);
        long took = System.nanoTime() - begun;
        if (took >= LONG_NANOS && !hub.deserted()) {
            resting.add(hub);
            long rest = Math.min(LONGEST_REST_MILLIS, took / 1_000_000 / REST);
            after(Duration.ofMillis(rest), () -> {
                if (resting.remove(hub) && dirty.contains(hub)) {
                    schedule();
                }
            });
        }
    }

    /** What goes wrong with one execution must not hold up the others of this loop. */
    private static void guard(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException bug) {
            LOG.error("a stream's work failed; the others go on", bug);
        }
    }

    private void turn() {
        long now = streams.now();
        long elapsed = streams.elapsed();
        wheel.turn(connection -> connection.visit(now, elapsed));
        closeLingering(elapsed);
        if (wheel.atHalf()) {
            checkTails();
        }
    }

    /** Asks where the logs of the quiet executions end: the last PUBLISH may have been lost. */
    private void checkTails() {
        Map<Hub, EventId> quiet = new HashMap<>();
        posts.values().forEach(post -> post.hub.quiet().ifPresent(at -> quiet.put(post.hub, at)));
        // One partition may be out of reach when others are not.
        quiet.keySet().stream()
                .collect(Collectors.groupingBy(hub -> hub.id().partition()))
                .values()
                .forEach(hubs -> checkTails(hubs, quiet));
    }

    private void checkTails(List<Hub> hubs, Map<Hub, EventId> quiet) {
        for (int from = 0; from < hubs.size(); from += TAILS_A_BATCH) {
            List<Hub> some = hubs.subList(from, Math.min(from + TAILS_A_BATCH, hubs.size()));
            log().tails(some.stream().map(Hub::id).toList(), answer -> {
                if (answer instanceof TailReading.Tails tails) {
                    for (int i = 0; i < some.size(); i++) {
                        Hub hub = some.get(i);
                        hub.tail(
                                Objects.requireNonNull(quiet.get(hub)),
                                tails.last().get(i));
                    }
                }
            });
        }
    }

    /** A hub and its place at the bus. */
    private final class Post implements Watcher {
        private final Hub hub;
        private boolean ready;
        /** When it is closed, if nobody comes. */
        private long lingersTill;

        private Post(ExecutionId id) {
            hub = new Hub(id, StreamLoop.this);
        }

        private void open() {
            bus().watch(hub.id(), this);
            after(config().joinTimeout(), () -> {
                if (!ready) {
                    hub.subscribers().forEach(Subscriber::unavailable);
                }
            });
        }

        private void start(Subscriber subscriber) {
            if (ready) {
                subscriber.start();
            }
        }

        private void close() {
            bus().unwatch(hub.id(), this);
        }

        private RedisBus bus() {
            return streams.bus();
        }

        @Override
        public void ready() {
            execute(() -> {
                ready = true;
                hub.subscribers().forEach(Subscriber::start);
            });
        }

        @Override
        public void frame(Frame frame) {
            if (waiting.incrementAndGet() > INBOX_LIMIT) {
                waiting.decrementAndGet();
                overflown = true;
                return;
            }
            execute(() -> {
                waiting.decrementAndGet();
                hub.accept(frame);
            });
        }

        @Override
        public void rebuilt() {
            execute(() -> hub.missed(Cause.REBUILT));
        }
    }
}
