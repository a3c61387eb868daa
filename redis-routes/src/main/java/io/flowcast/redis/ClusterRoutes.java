package io.flowcast.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.impl.RequestImpl;
import io.vertx.redis.client.impl.types.ErrorType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Each request to the primary of its slot, over a client for each server. Vert.x's own client for clusters makes no connection as
 * long as one server of the cluster is away; this one needs those alone that it asks. Who has which slots is asked at first use,
 * again when somebody doubts it, and now and then.
 */
final class ClusterRoutes implements Routes {
    private static final Logger LOG = Logger.getLogger(ClusterRoutes.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** Unless somebody doubts it, what is known is believed for so long. */
    private static final Duration TRUST = Duration.ofSeconds(10);
    /** However much it is doubted, it is asked no more often. */
    private static final Duration REST = Duration.ofMillis(100);

    private final List<String> seeds;
    private final Function<String, Redis> clients;
    private final ConcurrentMap<String, Server> servers = new ConcurrentHashMap<>();

    private final List<Runnable> onMoved = new CopyOnWriteArrayList<>();

    private volatile @Nullable HashSlots known;
    private volatile boolean doubted;
    /** {@link System#nanoTime()} of the last time that it was asked. */
    private volatile long askedAt;

    // Guarded by this.
    private @Nullable Future<HashSlots> asking;
    private boolean closed;

    /**
     * Asks nobody yet.
     *
     * @param seeds {@code host:port} of some servers of the cluster
     * @param clients makes a client for one server of this {@code host:port}
     */
    ClusterRoutes(List<String> seeds, Function<String, Redis> clients) {
        this.seeds = List.copyOf(seeds);
        this.clients = clients;
    }

    @Override
    public Future<Server> of(Request request) {
        List<byte[]> keys = ((RequestImpl) request).keys();
        return slots().compose(slots -> keys.isEmpty() ? any(slots) : primary(slots, keys.getFirst()));
    }

    @Override
    public Future<Server> of(String key) {
        return slots().compose(slots -> primary(slots, key.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public boolean areSeveral() {
        return true;
    }

    @Override
    public Future<RedisConnection> connect() {
        return slots().compose(slots -> connect(shuffled(slots.addresses()), 0));
    }

    private Future<RedisConnection> connect(List<String> addresses, int from) {
        if (from >= addresses.size()) {
            return Future.failedFuture(new IOException("no server of the cluster can be reached"));
        }
        Future<RedisConnection> made = server(addresses.get(from)).client().connect();
        return made.recover(away -> connect(addresses, from + 1));
    }

    @Override
    public void onMoved(Runnable listener) {
        onMoved.add(listener);
    }

    @Override
    public void doubt() {
        doubted = true;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        servers.values().forEach(server -> server.client().close());
    }

    private Future<Server> any(HashSlots slots) {
        return Future.succeededFuture(server(shuffled(slots.addresses()).getFirst()));
    }

    private Future<Server> primary(HashSlots slots, byte[] key) {
        String address = slots.addressOf(key);
        if (address == null) {
            doubt();
            return Future.failedFuture(ErrorType.create(
                    "CLUSTERDOWN no server has the slot of " + new String(key, StandardCharsets.UTF_8)));
        }
        return Future.succeededFuture(server(address));
    }

    private Server server(String address) {
        return servers.computeIfAbsent(address, fresh -> new Server(fresh, clients.apply(fresh)));
    }

    /** What is known; where it is doubted, what comes of asking, or if nobody tells what was known before. */
    private Future<HashSlots> slots() {
        HashSlots present = known;
        long age = System.nanoTime() - askedAt;
        if (present == null) {
            return ask();
        }
        // Who doubts while it is being asked waits for what comes of that.
        if (doubted && (asking() || age > REST.toNanos())) {
            return ask().otherwise(present);
        }
        if (age > TRUST.toNanos()) {
            ask();
        }
        return Future.succeededFuture(present);
    }

    private synchronized boolean asking() {
        return asking != null;
    }

    private synchronized Future<HashSlots> ask() {
        if (closed) {
            return Future.failedFuture(new IOException("this service is shutting down"));
        }
        Future<HashSlots> present = asking;
        if (present != null) {
            return present;
        }
        askedAt = System.nanoTime();
        doubted = false;
        Set<String> candidates = new LinkedHashSet<>();
        HashSlots before = known;
        if (before != null) {
            candidates.addAll(shuffled(before.addresses()));
        }
        candidates.addAll(shuffled(seeds));
        Future<HashSlots> asked = ask(List.copyOf(candidates), 0);
        asking = asked;
        asked.onComplete(done -> {
            synchronized (this) {
                asking = null;
            }
            askedAt = System.nanoTime();
        });
        return asked;
    }

    private Future<HashSlots> ask(List<String> candidates, int from) {
        String address = candidates.get(from);
        return server(address)
                .client()
                .send(Request.cmd(Command.CLUSTER).arg("SLOTS"))
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .compose(answer -> told(HashSlots.of(answer, address.substring(0, address.lastIndexOf(':')))))
                .recover(failure -> {
                    LOG.debugf("%s does not say who has which slots: %s", address, failure.getMessage());
                    return from + 1 < candidates.size() ? ask(candidates, from + 1) : Future.failedFuture(failure);
                });
    }

    private Future<HashSlots> told(HashSlots told) {
        if (told.addresses().isEmpty()) {
            return Future.failedFuture(new IOException("nobody has any slots"));
        }
        HashSlots before = known;
        known = told;
        if (before == null || !before.sameAs(told)) {
            LOG.infof("primaries of the cluster: %s", String.join(", ", told.addresses()));
        }
        if (before != null && !before.sameAs(told)) {
            onMoved.forEach(Runnable::run);
        }
        return Future.succeededFuture(told);
    }

    private static List<String> shuffled(List<String> addresses) {
        List<String> mixed = new ArrayList<>(addresses);
        Collections.shuffle(mixed);
        return mixed;
    }
}
