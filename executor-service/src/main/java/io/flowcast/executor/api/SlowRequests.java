package io.flowcast.executor.api;

import io.flowcast.service.SlowBodies;
import io.flowcast.service.head.HeadTimeout;
import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Has requests come to an end, however slowly they are sent. */
@ApplicationScoped
class SlowRequests {

    private final ApiConfig config;

    SlowRequests(ApiConfig config) {
        this.config = config;
    }

    void register(@Observes Filters filters) {
        HeadTimeout.most(config.headTimeout());
        new SlowBodies(config.bodyTimeout()).register(filters);
        ShortBodies.register(filters);
    }
}
