package io.flowcast.executor.store;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while Redis answers; on a cluster while any server does: what the others have goes on. */
@Readiness
@ApplicationScoped
class RedisReadiness implements HealthCheck {

    private final RedisScripts redis;

    RedisReadiness(RedisScripts redis) {
        this.redis = redis;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("Redis").status(redis.answers()).build();
    }
}
