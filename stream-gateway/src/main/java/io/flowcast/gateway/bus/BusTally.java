package io.flowcast.gateway.bus;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The life of the subscription as metrics. Thread-safe; a bus' meters go with {@link #close()}. */
public final class BusTally implements AutoCloseable {
    private final MeterRegistry registry;
    private final List<Meter> meters = new ArrayList<>();

    public BusTally(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows how this bus fares from now on. */
    public void watch(RedisBus bus) {
        meters.add(Gauge.builder(
                        "flowcast.bus.probe.age", bus, live -> live.probeAge().toMillis() / 1_000.0)
                .description("Time since the subscription was last seen to live")
                .baseUnit("seconds")
                .register(registry));
        meters.add(Gauge.builder("flowcast.bus.watched", bus, RedisBus::watched)
                .description("Executions to whose channels this replica is subscribed")
                .register(registry));
        meters.add(FunctionCounter.builder("flowcast.bus.rebuilds", bus, RedisBus::rebuilds)
                .description("Times that the subscription was dead and was made anew")
                .register(registry));
        for (Loss why : Loss.values()) {
            losses(why);
            deaf(why);
        }
    }

    /** The connection, or an attempt at one, is over. */
    void lost(Loss why) {
        losses(why).increment();
    }

    /** A probe came back again, so long after the one before. */
    void healed(Loss why, Duration deaf) {
        deaf(why).record(deaf);
    }

    private Counter losses(Loss why) {
        return Counter.builder("flowcast.bus.losses")
                .description("Connections for the subscription, or attempts at one, that were given up")
                .tag("reason", why.wire())
                .register(registry);
    }

    private Timer deaf(Loss why) {
        return Timer.builder("flowcast.bus.deaf")
                .description("From the last probe before a loss to the first after it")
                .tag("reason", why.wire())
                .register(registry);
    }

    @Override
    public void close() {
        meters.forEach(registry::remove);
    }
}
