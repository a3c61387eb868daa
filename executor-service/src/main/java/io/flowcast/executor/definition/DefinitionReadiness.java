package io.flowcast.executor.definition;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready before the folder's definitions are in Redis: till then their workflows would be unknown. */
@Readiness
class DefinitionReadiness implements HealthCheck {

    private final DefinitionFolder folder;

    DefinitionReadiness(DefinitionFolder folder) {
        this.folder = folder;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("Definitions")
                .status(folder.isLoaded())
                .build();
    }
}
