package io.flowcast.gateway.feed;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.RedisKeys;
import io.flowcast.gateway.redis.Discard;
import io.flowcast.redis.Routes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the feed while somebody follows it: one connection a partition, which blocks where nothing has happened (XREAD) and
 * reads what has (XRANGE). XREAD only wakes; what is read begins with the last entry that is known, so that a history that was
 * lost is noticed. Public methods may be called on any thread; the rest happens on the feed's own event loop.
 *
 * @see <a href="https://redis.io/docs/latest/commands/xread/">XREAD</a>
 */
public final class RedisFeed implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RedisFeed.class);
    /** RedisEntries that are kept, and from which a client can go on. */
    private static final int KEPT = 5_000;

    private static final int PAGE = 1_000;
    private static final Duration BLOCK = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Context context;
    private final Routes client;
    private final Duration pace;
    private final Duration timeout;
    private final RandomGenerator random;
    private final RedisEntries entries;
    private final List<Tail> tails = new ArrayList<>();
    private final Set<Consumer<Window>> watchers = new LinkedHashSet<>();
    private boolean closed;

    /** Null while the feed is not read. */
    private volatile @Nullable Window window;

    /**
     * Does nothing before somebody watches.
     *
     * @param context an event loop context of its own
     * @param timeout of whatever is asked of Redis
     */
    public RedisFeed(
            Vertx vertx,
            Context context,
            Routes client,
            FeedConfig config,
            Duration timeout,
            RandomGenerator random,
            ObjectMapper json,
            int partitions) {
        this.vertx = vertx;
        this.context = context;
        this.client = client;
        this.pace = config.pace();
        this.timeout = timeout;
        this.random = random;
        this.entries = new RedisEntries(json);
        for (int p = 0; p < partitions; p++) {
            tails.add(new Tail(p));
        }
    }

    public int partitions() {
        return tails.size();
    }

    /** Where the feed has been read to; null while it is not read. */
    public @Nullable FeedCursor end() {
        Window present = window;
        return present == null ? null : present.end();
    }

    /** Tells whatever is read from now on, and at once what has been; on the feed's thread: hands over and returns. */
    public void watch(Consumer<Window> watcher) {
        context.runOnContext(work -> {
            if (closed || !watchers.add(watcher)) {
                return;
            }
            Window present = window;
            if (present != null) {
                watcher.accept(present);
            }
            if (watchers.size() == 1) {
                tails.forEach(Tail::start);
            }
        });
    }

    public void unwatch(Consumer<Window> watcher) {
        context.runOnContext(work -> {
            if (watchers.remove(watcher) && watchers.isEmpty()) {
                stop();
            }
        });
    }

    /** Another server is the primary: the feed is to be read where it is written. */
    public void move() {
        context.runOnContext(work -> {
            if (!watchers.isEmpty()) {
                tails.forEach(Tail::move);
            }
        });
    }

    private void stop() {
        tails.forEach(Tail::stop);
        window = null;
    }

    private void publish() {
        if (tails.stream().allMatch(tail -> tail.part != null)) {
            Window fresh = new Window(tails.stream()
                    .map(tail -> Objects.requireNonNull(tail.part))
                    .toList());
            window = fresh;
            List.copyOf(watchers).forEach(watcher -> watcher.accept(fresh));
        }
    }

    @Override
    public void close() {
        context.runOnContext(end -> {
            closed = true;
            watchers.clear();
            stop();
        });
    }

    /** The reader of one partition. */
    private final class Tail {
        private final int partition;
        private final String key;
        /** Tells what belongs to the present connection from what belonged to those before it. */
        private int attempt;

        private int failures;
        private @Nullable RedisConnection connection;
        private Window.@Nullable Part part;

        private Tail(int partition) {
            this.partition = partition;
            this.key = new RedisKeys(partition).feed();
        }

        private void start() {
            int mine = ++attempt;
            Future<RedisConnection> there =
                    client.of(key).compose(server -> server.client().connect());
            answered(there, timeout, mine, made -> {
                connection = made;
                made.exceptionHandler(broken -> failed(mine, broken));
                made.endHandler(end -> failed(mine, new IllegalStateException("the connection was closed")));
                load(mine);
            });
        }

        private void move() {
            failed(attempt, new IllegalStateException("another server is the primary"));
        }

        private void stop() {
            attempt++;
            part = null;
            drop();
        }

        /** All that is kept, anew: whether it continues what was read before, each subscriber sees by its cursor. */
        private void load(int mine) {
            Request latest = Request.cmd(Command.XREVRANGE)
                    .arg(key)
                    .arg("+")
                    .arg("-")
                    .arg("COUNT")
                    .arg(KEPT + 1);
            send(latest, timeout, mine, found -> {
                List<Change> changes = new ArrayList<>();
                for (int i = found.size() - 1; i >= 0; i--) {
                    changes.add(entries.change(partition, found.get(i)));
                }
                Window.Part all = new Window.Part(FeedId.NONE, changes);
                part = changes.size() <= KEPT ? all : all.with(List.of(), KEPT);
                failures = 0;
                publish();
                await(mine);
            });
        }

        private void await(int mine) {
            Request next = Request.cmd(Command.XREAD)
                    .arg("COUNT")
                    .arg(1)
                    .arg("BLOCK")
                    .arg(BLOCK.toMillis())
                    .arg("STREAMS")
                    .arg(key)
                    .arg(end().toString());
            send(next, BLOCK.plus(timeout), mine, woken -> read(mine));
        }

        private void read(int mine) {
            FeedId last = end();
            boolean fromStart = last.equals(FeedId.NONE);
            Request page = Request.cmd(Command.XRANGE)
                    .arg(key)
                    .arg(fromStart ? "-" : last.toString())
                    .arg("+")
                    .arg("COUNT")
                    .arg(PAGE + 1);
            send(page, timeout, mine, found -> {
                int from = fromStart ? 0 : 1;
                if (!fromStart
                        && (found.size() == 0 || !found.get(0).get(0).toString().equals(last.toString()))) {
                    LOG.warnf("the feed of partition %d has lost its entry %s: begins anew", partition, last);
                    load(mine);
                    return;
                }
                List<Change> changes = new ArrayList<>();
                for (int i = from; i < found.size(); i++) {
                    changes.add(entries.change(partition, found.get(i)));
                }
                if (changes.isEmpty()) {
                    await(mine);
                    return;
                }
                part = Objects.requireNonNull(part).with(changes, KEPT);
                publish();
                if (changes.size() >= PAGE) {
                    read(mine);
                } else {
                    later(pace, mine, () -> read(mine));
                }
            });
        }

        private FeedId end() {
            return part == null ? FeedId.NONE : part.end();
        }

        private void send(Request request, Duration bound, int mine, Consumer<Response> then) {
            RedisConnection live = Objects.requireNonNull(connection);
            answered(live.send(request), bound, mine, answer -> then.accept(answer));
        }

        /** A null of Redis' is passed on as such: only a wait has none to read. */
        private <T> void answered(Future<T> asked, Duration bound, int mine, Consumer<T> then) {
            asked.timeout(bound.toMillis(), TimeUnit.MILLISECONDS)
                    .onComplete(done -> context.runOnContext(back -> {
                        if (mine != attempt) {
                            discard(done.succeeded() ? done.result() : null);
                        } else if (done.succeeded()) {
                            then.accept(done.result());
                        } else {
                            asked.onSuccess(this::discard);
                            failed(mine, done.cause());
                        }
                    }));
        }

        /** A connection that came too late. */
        @SuppressWarnings("ReferenceEquality") // it is this very connection
        private void discard(@Nullable Object late) {
            if (late instanceof RedisConnection unwanted && unwanted != connection) {
                Discard.connection(unwanted);
            }
        }

        private void failed(int mine, Throwable why) {
            if (mine != attempt) {
                return;
            }
            int next = ++attempt;
            drop();
            client.doubt();
            LOG.logf(
                    failures == 0 ? Logger.Level.WARN : Logger.Level.DEBUG,
                    "the feed of partition %d can't be read (%s); tries again",
                    partition,
                    why.getMessage());
            long grown = Math.min(LONGEST_PAUSE.toMillis(), 50L << Math.min(failures++, 6));
            later(Duration.ofMillis(Math.round(grown * random.nextDouble(0.5, 1.0))), next, this::start);
        }

        private void later(Duration pause, int mine, Runnable work) {
            vertx.setTimer(Math.max(1, pause.toMillis()), over -> {
                if (mine == attempt) {
                    work.run();
                }
            });
        }

        private void drop() {
            RedisConnection dead = connection;
            connection = null;
            if (dead != null) {
                Discard.connection(dead);
            }
        }
    }
}
