package io.flowcast.gateway.sse;

import io.flowcast.gateway.hub.Cause;
import io.flowcast.gateway.hub.Ending;
import io.flowcast.gateway.hub.Rejection;
import io.flowcast.gateway.hub.Tally;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The tally as metrics; every reason is a tag. */
final class StreamMetrics implements Tally {
    private static final Duration[] LAGS = IntStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 15_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Counter opened;
    private final Counter deliveries;
    private final Counter writes;
    private final Counter bytes;
    private final Counter replayed;
    private final DistributionSummary batches;
    private final Timer lag;
    private final AtomicInteger slow = new AtomicInteger();
    private final InstantSource clock;
    private final Counter healed;
    private final Counter lagged;
    private final Map<Ending, Counter> closed = new ConcurrentHashMap<>();
    private final Map<Rejection, Counter> rejected = new ConcurrentHashMap<>();
    private final Map<Cause, Counter> looks = new ConcurrentHashMap<>();

    StreamMetrics(MeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
        this.opened = counter("opened", "Streams that were accepted");
        this.deliveries = counter("deliveries", "Events written to connections as they came, counted for each of them");
        this.writes = counter("writes", "Writes to connections that carried them");
        this.bytes = counter("bytes", "What those writes carried, as text of the stream");
        this.replayed = counter("replayed", "Events written to connections that were caught up");
        this.healed = counter("healed", "Events that the log had and no message had brought");
        this.lagged = counter("lagged", "Times that a connection had too much pending, and was left to the log");
        this.batches = DistributionSummary.builder("flowcast.stream.batch.size")
                .description("Events that went out in one write to each connection of an execution")
                .serviceLevelObjectives(1, 2, 5, 10, 20, 50, 100, 500)
                .register(registry);
        this.lag = Timer.builder("flowcast.stream.delivery.lag")
                .description(
                        "From the time of an event, by the clock of Redis, until it was written, by the clock here")
                .serviceLevelObjectives(LAGS)
                .register(registry);
        Gauge.builder("flowcast.stream.slow", slow, AtomicInteger::get)
                .description("Connections now that have too much pending to be written to")
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder("flowcast.stream." + name)
                .description(description)
                .register(registry);
    }

    @Override
    public void opened() {
        opened.increment();
    }

    @Override
    public void closed(Ending why) {
        closed.computeIfAbsent(why, key -> registry.counter("flowcast.stream.closed", "reason", key.wire()))
                .increment();
    }

    @Override
    public void rejected(Rejection why) {
        rejected.computeIfAbsent(
                        why,
                        key -> registry.counter(
                                "flowcast.stream.rejected", "reason", key.name().toLowerCase(Locale.ROOT)))
                .increment();
    }

    @Override
    public void delivered(int connections, int events, int length, long timestamp) {
        deliveries.increment((double) connections * events);
        writes.increment(connections);
        bytes.increment((double) connections * length);
        batches.record(events);
        if (timestamp >= 0) {
            lag.record(Math.max(0, clock.millis() - timestamp), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void replayed(int events) {
        replayed.increment(events);
    }

    @Override
    public void looked(Cause cause) {
        looks.computeIfAbsent(cause, key -> registry.counter("flowcast.stream.looks", "cause", key.wire()))
                .increment();
    }

    @Override
    public void healed(int events) {
        healed.increment(events);
    }

    @Override
    public void snapshot(String reason) {
        registry.counter("flowcast.stream.snapshots", "reason", reason).increment();
    }

    @Override
    public void lagged() {
        lagged.increment();
        slow.incrementAndGet();
    }

    @Override
    public void resumed() {
        slow.decrementAndGet();
    }
}
