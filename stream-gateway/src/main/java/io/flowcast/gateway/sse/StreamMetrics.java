package io.flowcast.gateway.sse;

import io.flowcast.gateway.hub.Cause;
import io.flowcast.gateway.hub.Ending;
import io.flowcast.gateway.hub.Rejection;
import io.flowcast.gateway.hub.Tally;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The tally as metrics; every reason is a tag. */
final class StreamMetrics implements Tally {
    private final MeterRegistry registry;
    private final Counter opened;
    private final Counter deliveries;
    private final Counter bytes;
    private final Counter healed;
    private final Counter lagged;
    private final Map<Ending, Counter> closed = new ConcurrentHashMap<>();
    private final Map<Rejection, Counter> rejected = new ConcurrentHashMap<>();
    private final Map<Cause, Counter> looks = new ConcurrentHashMap<>();

    StreamMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.opened = registry.counter("flowcast.stream.opened");
        this.deliveries = registry.counter("flowcast.stream.deliveries");
        this.bytes = registry.counter("flowcast.stream.bytes");
        this.healed = registry.counter("flowcast.stream.healed");
        this.lagged = registry.counter("flowcast.stream.lagged");
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
    public void delivered(int connections, int length) {
        deliveries.increment(connections);
        bytes.increment((double) connections * length);
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
    }
}
