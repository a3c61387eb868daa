package io.flowcast.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class BuildTest {

    @Test
    void isAMetricThatNamesVersionAndRevision() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();

        new Build("1.2.3", "0a1b2c3").bindTo(registry);

        assertThat(registry.get("flowcast.build.info")
                        .tag("version", "1.2.3")
                        .tag("revision", "0a1b2c3")
                        .gauge()
                        .value())
                .isOne();
    }
}
