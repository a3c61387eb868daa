package io.flowcast.gateway.bus;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.gateway.hub.Frame;
import io.flowcast.gateway.redis.CommandLine;
import io.flowcast.gateway.redis.Discard;
import io.flowcast.gateway.redis.Script;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One long-lived connection with a subscription per watched execution. Nothing but SUBSCRIBE and UNSUBSCRIBE is ever sent
 * on it: the client mixes up replies and messages. Whether it lives is told by a probe that this replica publishes to
 * itself over another connection. Public methods may be called on any thread; the rest happens on the bus' own event loop.
 *
 * @see <a href="https://redis.io/docs/latest/develop/interact/pubsub/">Redis Pub/Sub</a>
 */
public final class RedisBus implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RedisBus.class);
    private static final Script PROBE = Script.load(RedisBus.class, "probe.lua");
    private static final int CHANNELS_A_COMMAND = 250;
    /** No execution has this id: its keys and channel stand for all of them where it is proved that they may be used. */
    private static final ExecutionId NOBODY = new ExecutionId(0, "0".repeat(26));

    /** Errors, by how they begin, that say what this replica's user may not do. */
    private static final List<String> REFUSALS = List.of("NOPERM", "NOAUTH", "WRONGPASS", "ACL failure");

    private final Vertx vertx;
    private final Context context;
    private final Redis client;
    private final CommandLine commands;
    private final BusConfig config;
    private final RandomGenerator random;
    private final BusTally tally;
    private final String probeKey;

    private final Watches watches = new Watches();
    /** Tells the present connection, or the attempt at one, from those before it. */
    private int attempt;

    private int failures;
    private @Nullable RedisConnection connection;
    private long connectedAt;
    private boolean closed;
    private long timer;
    /** Why the connection before this one was lost, until a probe comes back on it; then this is over. */
    private @Nullable Loss deafFor;

    private long deafSince;

    /** {@link System#nanoTime()} of the last probe that came back; written on the bus' loop. */
    private volatile long heardAt = System.nanoTime();

    private volatile boolean heardEver;
    /** What Redis refuses this replica's user, in Redis' words. */
    private volatile @Nullable String refusal;

    private volatile int watched;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicLong rebuilds = new AtomicLong();

    /**
     * Does nothing before {@link #start()}.
     *
     * @param context an event loop context of its own
     * @param replica names this process start
     */
    public RedisBus(
            Vertx vertx,
            Context context,
            Redis client,
            CommandLine commands,
            BusConfig config,
            RandomGenerator random,
            BusTally tally,
            String replica) {
        this.vertx = vertx;
        this.context = context;
        this.client = client;
        this.commands = commands;
        this.config = config;
        this.random = random;
        this.tally = tally;
        this.probeKey = new RedisKeys(0).probe(replica);
    }

    public void start() {
        context.runOnContext(begin -> {
            connect();
            timer = vertx.setPeriodic(config.probeInterval().toMillis(), tick -> check());
        });
    }

    public void watch(ExecutionId id, Watcher watcher) {
        context.runOnContext(work -> {
            watches.watch(RedisKeys.of(id).events(id), watcher);
            watched = watches.size();
        });
    }

    public void unwatch(ExecutionId id, Watcher watcher) {
        context.runOnContext(work -> {
            watches.unwatch(RedisKeys.of(id).events(id), watcher);
            watched = watches.size();
        });
    }

    /** How long ago the last probe came back; since the start where none ever did. */
    public Duration probeAge() {
        return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    /** Whether the subscription is known to live, and Redis lets this replica do what streams need. */
    public boolean alive() {
        return heardEver && refusal == null && probeAge().compareTo(config.readyWithin()) <= 0;
    }

    /** What Redis refuses this replica's user, in Redis' words; null where it refuses nothing. */
    public @Nullable String refusal() {
        return refusal;
    }

    public int watched() {
        return watched;
    }

    /** How often the connection was made anew. */
    public long rebuilds() {
        return rebuilds.get();
    }

    private void connect() {
        if (closed) {
            return;
        }
        int mine = ++attempt;
        Future<RedisConnection> made = client.connect();
        long late = vertx.setTimer(config.connectTimeout().toMillis(), over -> {
            if (mine == attempt) {
                lost(mine, Loss.UNREACHABLE, "no connection within " + config.connectTimeout());
            }
        });
        made.onComplete(done -> context.runOnContext(back -> {
            vertx.cancelTimer(late);
            if (done.failed()) {
                broken(mine, Loss.UNREACHABLE, done.cause());
            } else if (mine != attempt || closed) {
                Discard.connection(vertx, done.result());
            } else {
                use(done.result(), mine);
            }
        }));
    }

    private void use(RedisConnection live, int mine) {
        connection = live;
        connectedAt = System.nanoTime();
        // The client calls these on an event loop of its own.
        live.handler(message -> context.runOnContext(back -> {
            if (mine == attempt) {
                hear(message);
            }
        }));
        live.exceptionHandler(
                failure -> context.runOnContext(back -> lost(mine, Loss.CLOSED, String.valueOf(failure.getMessage()))));
        live.endHandler(end -> context.runOnContext(back -> lost(mine, Loss.CLOSED, "the connection was closed")));
        watches.connected(new Line() {
            @Override
            public void subscribe(Collection<String> channels) {
                List<String> all = new ArrayList<>(channels);
                for (int from = 0; from < all.size(); from += CHANNELS_A_COMMAND) {
                    send(Command.SUBSCRIBE, all.subList(from, Math.min(from + CHANNELS_A_COMMAND, all.size())));
                }
            }

            @Override
            public void unsubscribe(String channel) {
                send(Command.UNSUBSCRIBE, List.of(channel));
            }

            private void send(Command command, List<String> channels) {
                Request request = Request.cmd(command);
                channels.forEach(request::arg);
                live.send(request).onFailure(failure -> broken(mine, Loss.CLOSED, failure));
            }
        });
        // The probe's acknowledgement comes after all the others.
        live.send(Request.cmd(Command.SUBSCRIBE)
                        .arg(RedisKeys.of(NOBODY).events(NOBODY))
                        .arg(probeKey))
                .onFailure(failure -> broken(mine, Loss.CLOSED, failure));
    }

    private void hear(Response message) {
        if (message instanceof ErrorType error) {
            // The answer to a SUBSCRIBE: the client takes whatever comes on this connection for a message.
            broken(attempt, Loss.CLOSED, error);
            return;
        }
        String kind = message.get(0).toString();
        String channel = message.get(1).toString();
        switch (kind) {
            case "message" -> hearMessage(channel, message.get(2));
            case "subscribe" -> hearSubscribed(channel);
            default -> {}
        }
    }

    private void hearMessage(String channel, Response payload) {
        if (channel.equals(probeKey)) {
            heardAt = System.nanoTime();
            heardEver = true;
            failures = 0;
            hearAgain();
            return;
        }
        List<Frame> frames = Frame.ofMessage(payload.toBytes());
        if (frames.isEmpty()) {
            LOG.warnf("no events, on %s: %.200s", channel, payload);
        }
        frames.forEach(frame -> watches.message(channel, frame));
    }

    private void hearSubscribed(String channel) {
        if (channel.equals(probeKey)) {
            LOG.infof("listening to Redis, %d executions watched", watches.size());
            if (deafFor == Loss.REFUSED) {
                refusal = null;
            }
            probe();
        } else {
            watches.acknowledged(channel);
            watched = watches.size();
        }
    }

    private void check() {
        probe();
        long silent = System.nanoTime() - Math.max(heardAt, connectedAt);
        if (connection != null && silent > config.probeTimeout().toNanos()) {
            // Either of the two connections may be the one that is dead, or one that ends at a replica by now.
            commands.renew();
            lost(
                    attempt,
                    Loss.SILENT,
                    "no probe came back for " + Duration.ofNanos(silent).toMillis() + " ms");
        }
    }

    private void probe() {
        String life = Long.toString(config.probeInterval().toMillis() * 10);
        RedisKeys keys = RedisKeys.of(NOBODY);
        PROBE.call(commands::send, List.of(probeKey, keys.execution(NOBODY), keys.log(NOBODY)), List.of(life, "alive"))
                .onComplete(done -> context.runOnContext(back -> probed(done)));
    }

    private void probed(AsyncResult<Response> done) {
        if (done.failed() && refused(done.cause())) {
            refuse("the probe", done.cause());
        } else if (done.failed()) {
            LOG.debugf("the probe could not be published: %s", done.cause().getMessage());
        } else if (deafFor != Loss.REFUSED) {
            refusal = null;
        }
    }

    private void broken(int which, Loss why, Throwable failure) {
        if (which == attempt && refused(failure)) {
            refuse("the subscription", failure);
            lost(which, Loss.REFUSED, String.valueOf(failure.getMessage()));
        } else {
            lost(which, why, String.valueOf(failure.getMessage()));
        }
    }

    private static boolean refused(Throwable failure) {
        return failure instanceof ErrorType error && REFUSALS.stream().anyMatch(error::is);
    }

    /** Says it once, however often it is tried. */
    private void refuse(String what, Throwable failure) {
        String before = refusal;
        refusal = String.valueOf(failure.getMessage());
        if (before == null) {
            LOG.errorf(
                    "Redis refuses %s (%s): no stream can be served until its user has the rights that"
                            + " docs/operations.md names",
                    what, refusal);
        }
    }

    private void hearAgain() {
        Loss why = deafFor;
        if (why != null) {
            deafFor = null;
            tally.healed(why, Duration.ofNanos(System.nanoTime() - deafSince));
        }
    }

    /** The connection, or the attempt at one, is over: makes a new one after a pause. */
    private void lost(int which, Loss reason, String why) {
        if (which != attempt) {
            return;
        }
        attempt++;
        RedisConnection dead = connection;
        connection = null;
        watches.disconnected();
        if (dead != null) {
            Discard.connection(vertx, dead);
        }
        if (closed) {
            return;
        }
        rebuilds.incrementAndGet();
        tally.lost(reason);
        if (deafFor == null) {
            // Nothing is known to have come through since the last probe.
            deafSince = heardEver ? heardAt : System.nanoTime();
        }
        deafFor = reason;
        Logger.Level level = failures == 0 ? Logger.Level.WARN : Logger.Level.DEBUG;
        long pause = pause();
        LOG.logf(level, "not listening to Redis (%s); next attempt in %d ms", why, pause);
        vertx.setTimer(pause, again -> connect());
    }

    private long pause() {
        long longest = config.maxBackoff().toMillis();
        long grown = Math.min(longest, (longest / 50 + 1) << Math.min(failures++, 10));
        return Math.max(1, Math.round(grown * random.nextDouble(0.5, 1.0)));
    }

    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(end -> {
            closed = true;
            vertx.cancelTimer(timer);
            lost(attempt, Loss.CLOSED, "shutting down");
            done.complete(null);
        });
        done.orTimeout(2, TimeUnit.SECONDS).exceptionally(late -> null).join();
    }
}
