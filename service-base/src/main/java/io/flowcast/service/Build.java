package io.flowcast.service;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * What this process was built from, as a metric that is always 1: which versions run together is seen by its labels.
 *
 * @param version that of the project
 * @param revision the commit, as images know it
 */
public record Build(String version, String revision) implements MeterBinder {
    /** Set by the images; {@value #UNKNOWN} elsewhere. */
    public static final String REVISION = "flowcast.build.revision";

    public static final String UNKNOWN = "unknown";

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("flowcast.build.info", () -> 1)
                .description("What this process was built from; always 1")
                .tag("version", version)
                .tag("revision", revision)
                .register(registry);
    }
}
