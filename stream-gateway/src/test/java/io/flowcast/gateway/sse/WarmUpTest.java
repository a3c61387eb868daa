package io.flowcast.gateway.sse;

import static io.flowcast.gateway.Eventually.await;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.gateway.bus.RedisBus;
import io.flowcast.gateway.limit.Places;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WarmUpTest.Warmed.class)
@WithTestResource(RedisTestResource.class)
class WarmUpTest {

    public static final class Warmed implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("flowcast.stream.warm-up", "60");
        }
    }

    @Inject
    RedisBus bus;

    @Inject
    Places places;

    @Test
    void aReplicaIsReadyOnceItIsWarmAndNothingIsLeftOfIt() {
        await().until(() -> when().get("/q/health/ready").statusCode() == 200);
        assertThat(when().get("/q/health/ready").<String>path("checks.find { it.name == 'warm' }.status"))
                .isEqualTo("UP");
        await().until(() -> bus.watched() == 0 && places.open() == 0);
        assertThat(when().get("/q/metrics").asString())
                .contains("flowcast_stream_opened_total{kind=\"execution\"} 0.0")
                .contains("flowcast_stream_followed 0.0");
    }
}
