package io.flowcast.gateway.auth;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready without the keys with which tokens are signed: another replica may have them. */
@Readiness
class KeysReadiness implements HealthCheck {
    private final Authentication authentication;

    KeysReadiness(Authentication authentication) {
        this.authentication = authentication;
    }

    @Override
    public HealthCheckResponse call() {
        boolean ready = !authentication.on();
        if (!ready) {
            authentication
                    .threads()
                    .execute(authentication.tokens()::refresh); // so that it becomes so without a caller
            ready = authentication.tokens().ready();
        }
        return HealthCheckResponse.named("token-keys").status(ready).build();
    }
}
