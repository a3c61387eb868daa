package io.flowcast.gateway.command;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** How often executors could not be had. Thread-safe. */
@Singleton
class CommandMetrics {
    private final Counter nobody;
    private final Counter late;
    private final Counter unreachable;

    CommandMetrics(MeterRegistry registry) {
        nobody = unanswered(registry, "nobody");
        late = unanswered(registry, "late");
        unreachable = Counter.builder("flowcast.commands.unreachable")
                .description("Times that an executor could not be reached, and the next was asked")
                .register(registry);
    }

    private static Counter unanswered(MeterRegistry registry, String reason) {
        return Counter.builder("flowcast.commands.unanswered")
                .description("Commands that no executor answered: nobody could be reached, or who took it was too late")
                .tag("reason", reason)
                .register(registry);
    }

    void answered(Executors.Answer answer) {
        switch (answer) {
            case Executors.Answer.Given _ -> {}
            case Executors.Answer.Nobody _ -> nobody.increment();
            case Executors.Answer.Late _ -> late.increment();
        }
    }

    void unreachable() {
        unreachable.increment();
    }
}
