package io.flowcast.executor.definition;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** Files that are left out are logged once, at the start; this goes on saying so. */
@Singleton
@Startup
class DefinitionMetrics {

    DefinitionMetrics(DefinitionFolder folder, MeterRegistry registry) {
        Gauge.builder("flowcast.definitions.faults", folder, DefinitionFolder::faults)
                .description("Reasons for which files of definitions were left out at the start")
                .strongReference(true)
                .register(registry);
    }
}
