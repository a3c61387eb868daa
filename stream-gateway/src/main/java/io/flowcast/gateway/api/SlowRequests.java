package io.flowcast.gateway.api;

import io.flowcast.service.Bounds;
import io.flowcast.service.SlowBodies;
import io.flowcast.service.head.HeadTimeout;
import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Has requests come to an end, however slowly they are sent; bounds that make no sense keep the service from starting. */
@ApplicationScoped
class SlowRequests {

    private final ApiConfig config;

    SlowRequests(ApiConfig config) {
        this.config = config;
        Bounds.of("flowcast.api")
                .positive("head-timeout", config.headTimeout())
                .positive("body-timeout", config.bodyTimeout())
                .check();
    }

    void register(@Observes Filters filters) {
        HeadTimeout.most(config.headTimeout());
        new SlowBodies(config.bodyTimeout()).register(filters);
    }
}
