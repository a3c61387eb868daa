package io.flowcast.gateway.stream;

import static io.flowcast.gateway.Eventually.await;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flowcast.events.EventMessage;
import io.flowcast.gateway.LogWriter;
import io.flowcast.gateway.ShortTimes;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ShortTimes.class)
@WithTestResource(RedisTestResource.class)
class FaultsTest {

    @TestHTTPResource("/")
    URI base;

    @Inject
    RedisDataSource redis;

    static RedisServer server;

    @BeforeEach
    void ready() {
        await().until(() -> readiness() == 200);
    }

    @Test
    void aHoleIsFilledFromTheLogBeforeTheNextEvent() {
        LogWriter log = new LogWriter(redis).start();
        try (StreamClient client = StreamClient.to(base, log.id()).open()) {
            client.expectEvents(log.written()).expectSynced();
            log.silently().log(3).aloud().log(1);
            client.expectEvents(log.written().subList(1, 5));
        }
    }

    @Test
    void aLostPublishOfAQuietExecutionIsHealedWithinOneKeepalive() {
        LogWriter log = new LogWriter(redis).start();
        try (StreamClient client = StreamClient.to(base, log.id()).open()) {
            client.expectEvents(log.written()).expectSynced();
            log.silently().log(2).complete();
            client.expectEvents(log.written().subList(1, 4)).expectEnd();
        }
    }

    @Test
    void aLostTakeoverIsHealedAsWell() {
        LogWriter log = new LogWriter(redis).start().log(2);
        try (StreamClient client = StreamClient.to(base, log.id()).open()) {
            client.expectEvents(log.written()).expectSynced();
            log.takeOver().silently().log(2).aloud().log(2);
            client.expectEvents(log.written().subList(3, 7));
        }
    }

    @Test
    void aHistoryThatWasLostAndReplacedIsToldByASnapshot() {
        LogWriter log = new LogWriter(redis).start().log(10);
        try (StreamClient client = StreamClient.to(base, log.id()).open()) {
            client.expectEvents(log.written()).expectSynced();
            log.silently().lose(5).takeOver().log(2).aloud().log(1);
            StreamClient.Block snapshot = client.expect("execution.snapshot");
            assertThat(snapshot.data()).contains("\"reason\":\"rewound\"").contains("\"seq\":9");
            log.log(1);
            client.expectEvents(log.written().subList(9, 10));
        }
    }

    @Test
    void aHistoryThatWasLostAndWrittenBackIsNoNews() {
        LogWriter log = new LogWriter(redis).start().log(10);
        try (StreamClient client = StreamClient.to(base, log.id()).open()) {
            client.expectEvents(log.written()).expectSynced();
            List<EventMessage> lost = log.written().subList(6, 11);
            log.lose(5).restore(lost).log(2);
            client.expectEvents(log.written().subList(11, 13));
        }
    }

    @Test
    void aDeletedExecutionEndsItsStreams() {
        LogWriter log = new LogWriter(redis).start();
        try (StreamClient client = StreamClient.to(base, log.id()).open()) {
            client.expectEvents(log.written()).expectSynced();
            log.delete();
            StreamClient.Block goodbye = client.expect("stream.reconnect");
            assertThat(goodbye.data()).isEqualTo("{\"reason\":\"gone\"}");
            client.expectEnd();
        }
    }

    @Test
    void theSubscriptionIsMadeAnewWhenRedisCutsItOff() {
        LogWriter log = new LogWriter(redis).start();
        try (StreamClient client = StreamClient.to(base, log.id()).open()) {
            client.expectEvents(log.written()).expectSynced();
            for (int i = 0; i < 3; i++) {
                int before = log.written().size();
                redis.execute("CLIENT", "KILL", "TYPE", "pubsub");
                log.log(2);
                client.expectEvents(log.written().subList(before, before + 2));
            }
        }
    }

    @Test
    void streamsStayOpenWhileRedisIsAwayAndGoOnAfterwards() {
        assumeTrue(server != null, "a container cannot be restarted");
        LogWriter log = new LogWriter(redis).start().log(5);
        try (StreamClient client = StreamClient.to(base, log.id()).open()) {
            client.expectEvents(log.written()).expectSynced();
            server.kill();
            await().until(() -> readiness() == 503);
            try (StreamClient other = StreamClient.to(base, log.id()).open()) {
                assertThat(other.status()).isEqualTo(200);
                assertThat(other.expect("stream.reconnect").data()).isEqualTo("{\"reason\":\"unavailable\"}");
                other.expectEnd();
            }
            try (StreamClient plain = StreamClient.to(base, log.id()).plain().open()) {
                assertThat(plain.status()).isEqualTo(503);
                assertThat(plain.header("Retry-After")).isNotEmpty();
            }
            when().get("/api/workflow/executions").then().statusCode(503).contentType("application/problem+json");
            server.restart();
            await().ignoreExceptions().until(() -> redis.key().exists("flow:{0}:exec:" + log.id()));
            log.log(3).complete();
            client.expectEvents(log.written().subList(6, 10)).expectEnd();
        }
        await().until(() -> readiness() == 200);
    }

    @Test
    void aRedisThatHangsIsNoticedByItsSilence() {
        assumeTrue(server != null, "a container cannot be stopped");
        LogWriter log = new LogWriter(redis).start();
        try (StreamClient client = StreamClient.to(base, log.id()).open()) {
            client.expectEvents(log.written()).expectSynced();
            server.suspend();
            try {
                await().until(() -> readiness() == 503);
            } finally {
                server.resume();
            }
            log.log(2);
            client.expectEvents(log.written().subList(1, 3));
        }
    }

    @Test
    void theSnapshotIsTheFoldOfTheLog() {
        LogWriter log = new LogWriter(redis)
                .start()
                .log(2)
                .fields(Map.of(
                        "output:a", "\"secret\"",
                        "input", "\"secret\"",
                        "node:a",
                                "{\"status\":\"running\",\"startedSeq\":2,\"startTime\":5,\"attempt\":1,\"until\":99,"
                                        + "\"executor\":\"e1\"}",
                        "node:b",
                                "{\"status\":\"retrying\",\"startedSeq\":3,\"startTime\":6,\"attempt\":1,\"retryAt\":7,"
                                        + "\"until\":3,\"error\":{\"type\":\"timeout\",\"title\":\"Late\"}}",
                        "node:c", "{\"status\":\"pending\"}"));
        try (StreamClient client =
                StreamClient.to(base, log.id()).query("?from=snapshot").open()) {
            String data = client.expect("execution.snapshot").data();
            assertThat(data)
                    .contains("\"nodesExecuted\":[\"a\",\"b\"]")
                    .contains("\"a\":{\"status\":\"running\",\"startTime\":5,\"attempt\":1,\"executor\":\"e1\"}")
                    .contains("\"retryAt\":7,\"error\":{\"type\":\"timeout\",\"title\":\"Late\"}}")
                    .doesNotContain("\"c\"")
                    .doesNotContain("until")
                    .doesNotContain("secret");
        }
    }

    private static int readiness() {
        return when().get("/q/health/ready").statusCode();
    }
}
