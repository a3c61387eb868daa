package io.flowcast.executor.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** How long each script takes, answers and all, and how often there is none. Thread-safe. */
@ApplicationScoped
class StoreMetrics {

    private record Meters(Timer answered, Counter unavailable) {}

    private final MeterRegistry registry;
    private final Map<String, Meters> scripts = new ConcurrentHashMap<>();

    StoreMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    <T> T measured(Script script, Supplier<T> call) {
        Meters meters = scripts.computeIfAbsent(script.name().replace(".lua", ""), this::meters);
        long start = System.nanoTime();
        try {
            T answer = call.get();
            meters.answered().record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            return answer;
        } catch (StoreUnavailable e) {
            meters.unavailable().increment();
            throw e;
        }
    }

    private Meters meters(String script) {
        return new Meters(
                Timer.builder("flowcast.store.calls")
                        .description(
                                "Calls that Redis answered; those of the script commit write the steps of executions")
                        .tag("script", script)
                        .serviceLevelObjectives(
                                Duration.ofMillis(1),
                                Duration.ofMillis(5),
                                Duration.ofMillis(20),
                                Duration.ofMillis(100),
                                Duration.ofMillis(500),
                                Duration.ofSeconds(2))
                        .register(registry),
                Counter.builder("flowcast.store.unavailable")
                        .description("Calls that Redis did not answer, or refused for its own state")
                        .tag("script", script)
                        .register(registry));
    }
}
