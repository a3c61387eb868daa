package io.flowcast.executor.engine;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What on-call wants to know of the engine. */
final class EngineMetrics {

    private final Counter fenced;
    private final Counter takeovers;

    EngineMetrics(MeterRegistry registry) {
        fenced = Counter.builder("flowcast.commits.fenced")
                .description("Commits refused because another executor had taken over")
                .register(registry);
        takeovers = Counter.builder("flowcast.takeovers")
                .description("Executions taken over from an executor that let its lease run out")
                .register(registry);
    }

    void fenced() {
        fenced.increment();
    }

    void takenOver() {
        takeovers.increment();
    }
}
