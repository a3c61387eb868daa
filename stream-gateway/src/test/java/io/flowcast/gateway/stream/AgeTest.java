package io.flowcast.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.gateway.LogWriter;
import io.flowcast.gateway.ShortTimes;
import io.flowcast.gateway.stream.StreamClient.Block;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(AgeTest.ShortLived.class)
@WithTestResource(RedisTestResource.class)
class AgeTest {

    public static final class ShortLived implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return ShortTimes.with(Map.of("flowcast.stream.max-age", "3s"));
        }
    }

    @TestHTTPResource("/")
    URI base;

    @Inject
    RedisDataSource redis;

    @Test
    void aStreamThatIsOldEnoughIsAskedToComeBackAndGoesOnWhereItWas() {
        LogWriter log = new LogWriter(redis).start().log(3);
        long begun = System.nanoTime();
        try (StreamClient client = StreamClient.to(base, log.id()).open()) {
            client.expectEvents(log.written()).expectSynced();
            Block told = client.expect("stream.reconnect");
            assertThat(told.data()).isEqualTo("{\"reason\":\"age\"}");
            assertThat(told.retry()).isNotNull();
            client.expectEnd();
        }
        assertThat(System.nanoTime() - begun).isGreaterThan(2_700_000_000L);
        log.complete();
        try (StreamClient client =
                StreamClient.to(base, log.id()).after(log.at(4)).open()) {
            client.expectEvents(log.written().subList(4, 5));
            client.expectEnd();
        }
    }
}
