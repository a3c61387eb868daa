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
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The tally as metrics; every reason is a tag. */
final class StreamMetrics implements Tally, AutoCloseable {
    private static final Duration[] LAGS = IntStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 15_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private static final List<String> SNAPSHOTS =
            List.of("requested", "trimmed", "ahead", "foreign", "unreadable", "rewound");

    private final MeterRegistry registry;
    private final Map<Kind, Counter> opened = new EnumMap<>(Kind.class);
    private final Map<Kind, AtomicInteger> open = new EnumMap<>(Kind.class);
    private final AtomicInteger followed = new AtomicInteger();
    private final Counter begun;
    private final Counter resumed;
    private final Counter recovered;
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
    private final Map<Ending, Counter> closed = new EnumMap<>(Ending.class);
    private final Map<Rejection, Counter> rejected = new EnumMap<>(Rejection.class);
    private final Map<Cause, Counter> looks = new EnumMap<>(Cause.class);

    StreamMetrics(MeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
        for (Kind kind : Kind.values()) {
            AtomicInteger now = new AtomicInteger();
            open.put(kind, now);
            opened.put(kind, counter("opened", "Streams that were accepted", "kind", kind.wire()));
            Gauge.builder("flowcast.stream.open", now, AtomicInteger::get)
                    .description("Streams that have begun and not ended, by what they follow")
                    .tag("kind", kind.wire())
                    .register(registry);
        }
        for (Ending why : Ending.values()) {
            closed.put(why, counter("closed", "Streams that ended after they had begun", "reason", why.wire()));
        }
        for (Rejection why : Rejection.values()) {
            String reason = why.name().toLowerCase(Locale.ROOT);
            rejected.put(why, counter("rejected", "Streams that did not begin", "reason", reason));
        }
        for (Cause cause : Cause.values()) {
            looks.put(
                    cause,
                    counter("looks", "Times that a gap was found or feared, and looked for", "cause", cause.wire()));
        }
        for (String reason : SNAPSHOTS) {
            snapshots(reason);
        }
        String replays = "Times that a stream was brought up to date from the log";
        this.begun = counter("replays", replays, "reason", "new");
        this.resumed = counter("replays", replays, "reason", "cursor");
        this.recovered = counter("replays", replays, "reason", "slow");
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
        Gauge.builder("flowcast.stream.followed", followed, AtomicInteger::get)
                .description("Executions and lists that streams follow, counted for each stream")
                .register(registry);
        Gauge.builder("flowcast.stream.slow", slow, AtomicInteger::get)
                .description("Connections now that have too much pending to be written to")
                .register(registry);
    }

    private Counter snapshots(String reason) {
        return counter("snapshots", "Snapshots that were sent instead of events", "reason", reason);
    }

    /** Where there is one already, that one. */
    private Counter counter(String name, String description, String... tags) {
        return Counter.builder("flowcast.stream." + name)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /** A stream begins; {@code withCursor} where its client comes back. */
    void begun(Kind kind, boolean withCursor) {
        counted(opened, kind).increment();
        Objects.requireNonNull(open.get(kind)).incrementAndGet();
        (withCursor ? resumed : begun).increment();
    }

    /** It is over. */
    void ended(Kind kind, Ending why) {
        Objects.requireNonNull(open.get(kind)).decrementAndGet();
        counted(closed, why).increment();
    }

    private static <K> Counter counted(Map<K, Counter> counters, K key) {
        return Objects.requireNonNull(counters.get(key));
    }

    @Override
    public void opened() {
        followed.incrementAndGet();
    }

    @Override
    public void closed(Ending why) {
        followed.decrementAndGet();
    }

    @Override
    public void rejected(Rejection why) {
        counted(rejected, why).increment();
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
        counted(looks, cause).increment();
    }

    @Override
    public void healed(int events) {
        healed.increment(events);
    }

    @Override
    public void snapshot(String reason) {
        snapshots(reason).increment();
    }

    @Override
    public void lagged() {
        lagged.increment();
        slow.incrementAndGet();
    }

    @Override
    public void resumed() {
        slow.decrementAndGet();
        recovered.increment();
    }

    /** Lets go of the gauges, which would go on telling of what is no more. */
    @Override
    public void close() {
        for (String gauge : new String[] {"open", "followed", "slow"}) {
            registry.find("flowcast.stream." + gauge).meters().forEach(registry::remove);
        }
    }
}
