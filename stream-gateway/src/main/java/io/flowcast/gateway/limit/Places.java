package io.flowcast.gateway.limit;

import io.flowcast.events.ExecutionId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets streams in, as many as there may be. Thread-safe; answers on the Vert.x context that asked. */
public final class Places implements AutoCloseable {
    private final Vertx vertx;
    private final int maxConnections;
    private final int perExecution;
    /** Null where callers have no limit. */
    private final @Nullable Quotas quotas;

    private final MeterRegistry registry;
    private final List<Meter> gauges = new ArrayList<>();
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);
    private final AtomicInteger open = new AtomicInteger();
    /** Only where executions have a limit of their own. */
    private final Map<ExecutionId, Integer> ofExecution = new ConcurrentHashMap<>();

    private final CompletableFuture<Void> emptied = new CompletableFuture<>();
    private volatile boolean draining;

    Places(Vertx vertx, int maxConnections, int perExecution, @Nullable Quotas quotas, MeterRegistry registry) {
        this.vertx = vertx;
        this.maxConnections = maxConnections;
        this.perExecution = perExecution;
        this.quotas = quotas;
        this.registry = registry;
        for (Refusal why : Refusal.values()) {
            refused.put(
                    why,
                    Counter.builder("flowcast.limits.refused")
                            .description("Requests for a stream that found no place")
                            .tag("limit", why.wire())
                            .register(registry));
        }
        gauges.add(Gauge.builder("flowcast.stream.connections", open, AtomicInteger::get)
                .description("Streams open now")
                .register(registry));
        gauges.add(Gauge.builder("flowcast.stream.draining", this, me -> me.draining ? me.open.get() : 0)
                .description("Streams that a replica which is shutting down still has to let go")
                .register(registry));
        gauges.add(Gauge.builder("flowcast.limits.callers", this, me -> me.quotas == null ? 0 : me.quotas.callers())
                .description("Clients with a limit that have streams here")
                .register(registry));
    }

    /**
     * Asks for a place for one stream; the answer may come at once.
     *
     * @param executions that it shows
     */
    public void ask(Client client, List<ExecutionId> executions, Consumer<Verdict> answer) {
        Refusal here = reserve(executions);
        Quotas callers = quotas;
        if (here != null) {
            answer.accept(refuse(here));
        } else if (callers == null || !client.limited()) {
            answer.accept(new Verdict.Granted(new Place(this, client, executions)));
        } else {
            Context context = vertx.getOrCreateContext();
            callers.enter(
                    client.key(),
                    entry -> context.runOnContext(back -> answer.accept(verdict(entry, client, executions))));
        }
    }

    /** Lets nobody in from now on; completes once the last one has left. */
    public CompletableFuture<Void> drain() {
        refuseAll();
        return emptied;
    }

    /** Lets nobody in from now on. */
    public void refuseAll() {
        draining = true;
        emptiedMaybe();
    }

    public boolean draining() {
        return draining;
    }

    /** How many streams there are, those that wait for an answer among them. */
    public int open() {
        return open.get();
    }

    void leave(Place place) {
        Quotas callers = quotas;
        if (callers != null && place.client().limited()) {
            callers.leave(place.client().key());
        }
        release(place.executions());
    }

    @Override
    public void close() {
        gauges.forEach(registry::remove);
        refused.values().forEach(registry::remove);
    }

    private Verdict verdict(Quotas.Entry entry, Client client, List<ExecutionId> executions) {
        Place place = new Place(this, client, executions);
        return switch (entry) {
            case GRANTED -> {
                if (draining) {
                    place.close();
                    yield refuse(Refusal.DRAINING);
                }
                yield new Verdict.Granted(place);
            }
            case REFUSED -> {
                release(executions);
                yield refuse(Refusal.CALLER);
            }
            case UNKNOWN -> {
                release(executions);
                yield refuse(Refusal.UNKNOWN);
            }
        };
    }

    /** Takes a place at this replica, or says what there is none of. */
    private @Nullable Refusal reserve(List<ExecutionId> executions) {
        if (draining) {
            return Refusal.DRAINING;
        }
        if (open.incrementAndGet() > maxConnections) {
            release(List.of());
            return Refusal.REPLICA;
        }
        if (perExecution == 0) {
            return null;
        }
        for (int i = 0; i < executions.size(); i++) {
            if (ofExecution.merge(executions.get(i), 1, Integer::sum) > perExecution) {
                release(executions.subList(0, i + 1));
                return Refusal.EXECUTION;
            }
        }
        return null;
    }

    private void release(List<ExecutionId> executions) {
        if (perExecution > 0) {
            executions.forEach(id -> ofExecution.computeIfPresent(id, (same, count) -> count == 1 ? null : count - 1));
        }
        open.decrementAndGet();
        emptiedMaybe();
    }

    private void emptiedMaybe() {
        if (draining && open.get() == 0) {
            emptied.complete(null);
        }
    }

    private Verdict refuse(Refusal why) {
        Counter counter = refused.get(why);
        if (counter != null) {
            counter.increment();
        }
        return new Verdict.Refused(why);
    }
}
