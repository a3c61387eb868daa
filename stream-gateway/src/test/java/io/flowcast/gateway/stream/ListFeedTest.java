package io.flowcast.gateway.stream;

import static io.flowcast.gateway.Eventually.await;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@TestProfile(ShortTimes.class)
@WithTestResource(RedisTestResource.class)
@Timeout(90)
class ListFeedTest {
    private static final String PATH = "/api/workflow/executions/stream";

    @TestHTTPResource("/")
    URI base;

    @Inject
    RedisDataSource redis;

    static RedisServer server;

    @BeforeEach
    void ready() {
        await().until(() -> when().get("/q/health/ready").statusCode() == 200);
    }

    @Test
    void theListComesFirstAndThenEachChange() {
        LogWriter old = new LogWriter(redis).start();
        list(old.id());
        try (StreamClient client = open("?limit=1")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("Content-Type")).isEqualTo("text/event-stream");
            StreamClient.Block list = client.expect("list.snapshot");
            assertThat(list.data())
                    .startsWith("{\"type\":\"list.snapshot\",\"reason\":\"requested\",\"executions\":[")
                    .contains(old.id().toString())
                    .contains("\"stats\":{\"total\":");
            client.expectSynced();

            ExecutionId id = LogWriter.randomId();
            change(id, "test", "pending", "");
            String cursor = change(id, "test", "failed", "pending");
            assertThat(client.expect("execution.changed").data())
                    .startsWith("{\"type\":\"execution.changed\",\"executionId\":\"" + id + "\"")
                    .contains("\"status\":\"pending\"")
                    .contains("\"workflowName\":\"Test \\\"1\\\"\"")
                    .contains("\"version\":3")
                    .doesNotContain("previous");
            StreamClient.Block failed = client.expect("execution.changed");
            assertThat(failed.id()).isEqualTo(cursor);
            assertThat(failed.data()).contains("\"previous\":\"pending\"").contains("\"executionTime\":500");
        }
    }

    @Test
    void aCursorBringsExactlyWhatFollowsIt() {
        ExecutionId id = LogWriter.randomId();
        String before = change(id, "test", "pending", "");
        List<String> following = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            following.add(change(id, "test", i % 2 == 0 ? "running" : "waiting", "pending"));
        }
        for (String query : List.of("?lastEventId=" + before, "?lastEventId=" + following.get(99))) {
            int from = query.endsWith(before) ? 0 : 100;
            try (StreamClient client = open(query)) {
                for (String expected : following.subList(from, following.size())) {
                    assertThat(nextChange(client).id()).isEqualTo(expected);
                }
            }
        }
        try (StreamClient foreign = open("?lastEventId=" + before.replaceAll("-.*", "-77"))) {
            assertThat(foreign.expect("list.snapshot").data()).contains("\"reason\":\"foreign\"");
        }
    }

    @Test
    void whoFollowsOneWorkflowOrStatusHearsOfNoOther() {
        try (StreamClient client = open("?status=running&workflowId=mine")) {
            client.expect("list.snapshot");
            client.expectSynced();
            ExecutionId id = LogWriter.randomId();
            change(id, "other", "running", "");
            change(id, "mine", "pending", "");
            String came = change(id, "mine", "running", "pending");
            String left = change(id, "mine", "completed", "running");
            String later = change(id, "other", "completed", "running");
            assertThat(client.expect("execution.changed").id()).isEqualTo(came);
            assertThat(client.expect("execution.changed").id()).isEqualTo(left);
            StreamClient.Block block = client.nextBlock();
            while (block.id() == null) {
                block = client.nextBlock();
            }
            assertThat(block.isEvent()).isFalse();
            assertThat(block.id()).as("a sign of life moves the cursor on").isEqualTo(later);
        }
    }

    @Test
    void theFeedGoesOnOverRestartsOfRedisAndTellsWhatItLost() {
        assumeTrue(server != null, "a container cannot be restarted");
        ExecutionId id = LogWriter.randomId();
        change(id, "test", "pending", "");
        try (StreamClient client = open("")) {
            client.expect("list.snapshot");
            String seen = change(id, "test", "waiting", "pending");
            expectChange(client, seen);
            server.kill();
            server.restart();
            await().ignoreExceptions().until(() -> redis.key().exists(new RedisKeys(0).feed()));
            String next = change(id, "test", "running", "pending");
            expectChange(client, next);

            redis.flushall();
            String fresh = change(id, "test", "completed", "running");
            StreamClient.Block told = client.expect("list.snapshot");
            assertThat(told.data()).contains("\"reason\":\"rewound\"");
            if (!fresh.equals(told.id())) {
                assertThat(nextChange(client).id()).isEqualTo(fresh);
            }
            String last = change(id, "test", "failed", "running");
            assertThat(client.expect("execution.changed").id()).isEqualTo(last);
        }
    }

    @Test
    void anUnreadableEntryHidesNoOther() {
        try (StreamClient client = open("")) {
            client.expect("list.snapshot");
            client.expectSynced();
            redis.execute("XADD", new RedisKeys(0).feed(), "*", "id", "nonsense");
            String next = change(LogWriter.randomId(), "test", "running", "");
            assertThat(client.expect("execution.changed").id()).isEqualTo(next);
        }
    }

    @Test
    void aRequestThatMakesNoSenseIsRefused() {
        for (String query : List.of("?status=odd", "?workflowId=A", "?limit=0", "?heartbeat=x", "?from=x")) {
            given().get(PATH + query)
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("type", equalTo("invalid-request"));
        }
        given().header("Last-Event-ID", "x").get(PATH).then().statusCode(400).body("type", equalTo("invalid-cursor"));
        given().head(PATH).then().statusCode(200).header("Content-Type", "text/event-stream");
        given().post(PATH).then().statusCode(405).header("Allow", equalTo("GET, HEAD, OPTIONS"));
    }

    /** Other changes, and a list where Redis lost some, may come before it. */
    private static void expectChange(StreamClient client, String id) {
        StreamClient.Block next = client.next();
        while (!id.equals(next.id())) {
            assertThat(next.isEnd()).isFalse();
            next = client.next();
        }
        assertThat(next.event()).isEqualTo("execution.changed");
    }

    /** The client is synced with what this replica has read, which may be a moment behind. */
    private static StreamClient.Block nextChange(StreamClient client) {
        StreamClient.Block next = client.next();
        while ("stream.synced".equals(next.event())) {
            next = client.next();
        }
        assertThat(next.event()).isEqualTo("execution.changed");
        return next;
    }

    private StreamClient open(String query) {
        return StreamClient.at(base, PATH).query(query).open();
    }

    private void list(ExecutionId id) {
        redis.execute("ZADD", new RedisKeys(0).index(), Long.toString(System.currentTimeMillis() * 2), id.toString());
    }

    /** As an executor writes it. */
    private String change(ExecutionId id, String workflow, String status, String previous) {
        boolean ended = List.of("completed", "failed").contains(status);
        return redis.execute(
                        "XADD",
                        new RedisKeys(0).feed(),
                        "MAXLEN",
                        "~",
                        "10000",
                        "*",
                        "id",
                        id.toString(),
                        "workflowId",
                        workflow,
                        "status",
                        status,
                        "previous",
                        previous,
                        "lastId",
                        "3-1764000000000000",
                        "startTime",
                        "1764000000000",
                        "workflowName",
                        "Test \"1\"",
                        "version",
                        "3",
                        "endTime",
                        ended ? "1764000000500" : "",
                        "owner",
                        "")
                .toString();
    }
}
