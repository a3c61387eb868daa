package io.flowcast.executor.auth;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready without the keys with which tokens are signed: another replica may have them. */
@Readiness
class KeysReadiness implements HealthCheck {
    private final Callers callers;

    KeysReadiness(Callers callers) {
        this.callers = callers;
    }

    @Override
    public HealthCheckResponse call() {
        Thread.ofVirtual().start(callers::refresh); // so that it becomes so without a caller
        return HealthCheckResponse.named("token-keys").status(callers.ready()).build();
    }
}
