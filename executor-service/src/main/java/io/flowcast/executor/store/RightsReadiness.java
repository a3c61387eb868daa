package io.flowcast.executor.store;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while Redis refuses this executor's user something, and says what; that Redis answers is a check of its own. */
@Readiness
@ApplicationScoped
class RightsReadiness implements HealthCheck {

    private final Rights rights;

    RightsReadiness(Rights rights) {
        this.rights = rights;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder health = HealthCheckResponse.named("Redis rights");
        rights.refused().forEach(health::withData);
        return health.status(rights.refused().isEmpty()).build();
    }
}
