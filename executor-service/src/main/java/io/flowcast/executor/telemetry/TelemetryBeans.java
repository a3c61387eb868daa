package io.flowcast.executor.telemetry;

import io.flowcast.service.Build;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What metrics tell of the process itself. */
@ApplicationScoped
class TelemetryBeans {

    @Produces
    @Singleton
    MeterBinder build(
            @ConfigProperty(name = "quarkus.application.version") String version,
            @ConfigProperty(name = Build.REVISION, defaultValue = Build.UNKNOWN) String revision) {
        return new Build(version, revision);
    }
}
