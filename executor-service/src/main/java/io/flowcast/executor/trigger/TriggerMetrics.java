package io.flowcast.executor.trigger;

import io.flowcast.executor.definition.Trigger;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.List;

/** Counts what came of triggers. Thread-safe. */
@Singleton
@Startup
class TriggerMetrics {
    private final MeterRegistry registry;

    TriggerMetrics(MeterRegistry registry) {
        this.registry = registry;
        // From the first look at the metrics on, so that the first firing is seen as one.
        for (String type : List.of(Trigger.Schedule.TYPE, Trigger.Webhook.TYPE)) {
            counter(type, "started");
        }
        for (String outcome : List.of("missed", "failed")) {
            counter(Trigger.Schedule.TYPE, outcome);
        }
    }

    void fired(String type, String outcome) {
        counter(type, outcome).increment();
    }

    private Counter counter(String type, String outcome) {
        return Counter.builder("flowcast.triggers.fired")
                .description("Firings of triggers, by what came of them")
                .tags("type", type, "outcome", outcome)
                .register(registry);
    }
}
