package io.flowcast.gateway.bus;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.gateway.hub.Frame;
import io.flowcast.gateway.redis.CommandLine;
import io.flowcast.gateway.redis.Discard;
import io.flowcast.redis.Reasons;
import io.flowcast.redis.Routes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One long-lived connection with a subscription per watched execution. Whether it lives is told by a {@link Probe} that this
 * replica publishes to itself over another connection. Public methods may be called on any thread; the rest happens on the
 * bus' own event loop.
 *
 * @see <a href="https://redis.io/docs/latest/develop/interact/pubsub/">Redis Pub/Sub</a>
 */
public final class RedisBus implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RedisBus.class);

    private final Vertx vertx;
    private final Context context;
    private final Routes client;
    private final CommandLine commands;
    private final BusConfig config;
    private final RandomGenerator random;
    private final Probe probe;
    private final Vitals vitals;
    private final Watches watches = new Watches();

    /** Tells the present connection, or the attempt at one, from those before it. */
    private int attempt;

    private int failures;
    private @Nullable RedisConnection connection;
    private long connectedAt;
    private boolean closed;
    private long timer;
    private String warning = "";

    private volatile int watched;
    private final AtomicBoolean closing = new AtomicBoolean();

    /**
     * Does nothing before {@link #start()}.
     *
     * @param context an event loop context of its own
     * @param replica names this process start
     */
    public RedisBus(
            Vertx vertx,
            Context context,
            Routes client,
            CommandLine commands,
            BusConfig config,
            RandomGenerator random,
            BusTally tally,
            String replica,
            int partitions) {
        this.vertx = vertx;
        this.context = context;
        this.client = client;
        this.commands = commands;
        this.config = config;
        this.random = random;
        this.probe = new Probe(replica, partitions);
        this.vitals = new Vitals(tally);
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

    /** Another server is the primary: the subscription is to be where events are published. */
    public void move() {
        context.runOnContext(work -> lost(attempt, Loss.MOVED, "another server is the primary"));
    }

    /** How long ago the last probe came back; since the start where none ever did. */
    public Duration probeAge() {
        return vitals.probeAge();
    }

    /** Whether the subscription is known to live, and Redis lets this replica do what streams need. */
    public boolean alive() {
        return vitals.alive(config.readyWithin());
    }

    /** What Redis refuses this replica's user, in Redis' words; null where it refuses nothing. */
    public @Nullable String refusal() {
        return vitals.refusal();
    }

    public int watched() {
        return watched;
    }

    /** How often the connection was made anew. */
    public long rebuilds() {
        return vitals.rebuilds();
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
                Discard.connection(done.result());
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
        SubscriberLine line = new SubscriberLine(live, failure -> broken(mine, Loss.CLOSED, failure));
        watches.connected(line);
        // The probe's acknowledgement comes after all the others.
        line.subscribe(List.of(Probe.likeAnExecutions()));
        line.subscribe(probe.channels());
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
        if (probe.isOn(channel)) {
            failures = 0;
            vitals.heard();
            return;
        }
        List<Frame> frames = Frame.ofMessage(payload.toBytes());
        if (frames.isEmpty()) {
            LOG.warnf("no events, on %s: %.200s", channel, payload);
        }
        frames.forEach(frame -> watches.message(channel, frame));
    }

    private void hearSubscribed(String channel) {
        if (channel.equals(probe.channels().getLast())) {
            LOG.infof("listening to Redis, %d executions watched", watches.size());
            vitals.subscribed();
            probe();
        } else if (!probe.isOn(channel)) {
            watches.acknowledged(channel);
            watched = watches.size();
        }
    }

    private void check() {
        probe();
        Duration silence = vitals.silence(connectedAt);
        if (connection != null && silence.compareTo(config.probeTimeout()) > 0) {
            // Either of the two connections may be the one that is dead, or one that ends at a replica by now.
            commands.renew();
            lost(attempt, Loss.SILENT, "no probe came back for " + silence.toMillis() + " ms");
        }
    }

    private void probe() {
        int mine = attempt;
        probe.publish(commands)
                .forEach(each -> each.onSuccess(outcome -> context.runOnContext(back -> probed(outcome, mine))));
    }

    private void probed(Probe.Outcome outcome, int mine) {
        switch (outcome) {
            case Probe.Outcome.Published(String said) -> {
                vitals.published();
                warn(said);
            }
            case Probe.Outcome.Refused(Throwable why) -> vitals.refused("the probe", why);
            case Probe.Outcome.Demoted(Throwable why) -> {
                commands.renew();
                lost(mine, Loss.MOVED, String.valueOf(why.getMessage()));
            }
            case Probe.Outcome.Failed(Throwable why) ->
                LOG.debugf("the probe could not be published: %s", why.getMessage());
        }
    }

    /** Streams can be served; executors cannot go on. */
    private void warn(String said) {
        if (!said.isEmpty() && warning.isEmpty()) {
            LOG.warnf("Redis takes no writes (%s): streams are served, and nothing new comes", said);
        }
        warning = said;
    }

    private void broken(int which, Loss why, Throwable failure) {
        boolean refused = which == attempt && Probe.isRefusal(failure);
        if (refused) {
            vitals.refused("the subscription", failure);
        }
        lost(which, refused ? Loss.REFUSED : why, Reasons.of(failure));
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
            Discard.connection(dead);
        }
        if (closed) {
            return;
        }
        vitals.lost(reason);
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
