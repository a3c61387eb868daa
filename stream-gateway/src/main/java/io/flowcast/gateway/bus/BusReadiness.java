package io.flowcast.gateway.bus;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the subscription is known to live: a socket that is up says nothing. */
@Readiness
@ApplicationScoped
class BusReadiness implements HealthCheck {
    private final RedisBus bus;

    BusReadiness(RedisBus bus) {
        this.bus = bus;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder health = HealthCheckResponse.named("subscription")
                .status(bus.alive())
                .withData("probeAgeMillis", bus.probeAge().toMillis())
                .withData("watched", bus.watched())
                .withData("rebuilds", bus.rebuilds());
        String refusal = bus.refusal();
        return (refusal == null ? health : health.withData("refused", refusal)).build();
    }
}
