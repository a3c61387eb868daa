package io.flowcast.gateway.sse;

import io.flowcast.gateway.limit.Places;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready from the moment this replica is told to stop, while it still lets its streams go. */
@Readiness
@ApplicationScoped
class DrainReadiness implements HealthCheck {
    private final Places places;

    DrainReadiness(Places places) {
        this.places = places;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("streams")
                .status(!places.draining())
                .withData("open", places.open())
                .build();
    }
}
