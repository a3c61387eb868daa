package io.flowcast.gateway.stream;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.flowcast.events.EventMessage;
import io.flowcast.gateway.LogWriter;
import io.flowcast.gateway.ShortTimes;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ShortTimes.class)
@WithTestResource(RedisTestResource.class)
class ManyExecutionsStreamTest {
    private static final String PATH = "/api/workflow/streams";

    @TestHTTPResource("/")
    URI base;

    @Inject
    RedisDataSource redis;

    @Test
    void eachEventComesAsItIsInItsLogUnderTheCursorOfAll() {
        LogWriter one = new LogWriter(redis).start();
        LogWriter two = new LogWriter(redis).start();
        try (StreamClient client = open(one, two).open()) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(List.of(client.next().data(), client.next().data()))
                    .containsExactlyInAnyOrder(
                            one.written().getFirst().data(),
                            two.written().getFirst().data());
            client.expectSynced();

            two.log(1);
            StreamClient.Block event = client.expect("node.log");
            assertThat(event.id()).isEqualTo(one.last() + "," + two.last());
            assertThat(event.data())
                    .isEqualTo(two.written().getLast().data())
                    .contains("\"executionId\":\"" + two.id() + "\"");

            one.complete();
            client.expect("workflow.completed");
            two.complete();
            client.expect("workflow.completed");
            client.expectEnd();
        }
        try (StreamClient back =
                open(one, two).after(one.last() + "," + two.last()).open()) {
            assertThat(back.status()).isEqualTo(204);
        }
    }

    @Test
    void aHundredExecutionsAreFollowedOverBrokenConnectionsWithoutGapOrRepetition() {
        List<LogWriter> logs = IntStream.range(0, 100)
                .mapToObj(i -> new LogWriter(redis).start().log(i % 7))
                .toList();
        Map<String, List<String>> seen = new HashMap<>();
        String cursor = "";
        for (int i = 0; i < 6; i++) {
            StreamClient.Request request = open(logs);
            try (StreamClient client = (i % 2 == 0
                            ? request.after(cursor)
                            : request.query(request.query() + "&lastEventId=" + cursor))
                    .open()) {
                for (int j = 0; j < 40; j++) {
                    logs.get(ThreadLocalRandom.current().nextInt(100)).log(1);
                    StreamClient.Block next = client.next();
                    if (next.id() != null) {
                        cursor = next.id();
                        note(seen, next);
                    }
                }
            }
        }
        logs.forEach(LogWriter::complete);
        try (StreamClient client = open(logs).after(cursor).open()) {
            for (StreamClient.Block next = client.next(); !next.isEnd(); next = client.next()) {
                if (next.id() != null) {
                    note(seen, next);
                }
            }
        }
        for (LogWriter log : logs) {
            assertThat(seen.get(log.id().toString()))
                    .isEqualTo(log.written().stream().map(EventMessage::data).toList());
        }
    }

    @Test
    void aSlowReaderOfMuchGetsAllOfIt() {
        List<LogWriter> logs = IntStream.range(0, 8)
                .mapToObj(i -> new LogWriter(redis).start().burst(400, 1_000).complete())
                .toList();
        Map<String, List<String>> seen = new HashMap<>();
        try (StreamClient client = open(logs).open()) {
            for (StreamClient.Block next = client.next(); !next.isEnd(); next = client.next()) {
                if (next.id() != null) {
                    note(seen, next);
                }
            }
        }
        for (LogWriter log : logs) {
            assertThat(seen.get(log.id().toString()))
                    .isEqualTo(log.written().stream().map(EventMessage::data).toList());
        }
    }

    @Test
    void aLostPublishIsHealedForTheOneThatLostIt() {
        LogWriter one = new LogWriter(redis).start();
        LogWriter two = new LogWriter(redis).start();
        try (StreamClient client =
                open(one, two).query("&from=snapshot&heartbeat=true").open()) {
            client.expect("execution.snapshot");
            client.expect("execution.snapshot");
            client.expectSynced();
            two.silently().log(1);
            StreamClient.Block next = client.next();
            while ("heartbeat".equals(next.event())) {
                assertThat(next.data()).startsWith("{\"lastEventId\":\"1-");
                next = client.next();
            }
            assertThat(next.id()).isEqualTo(one.last() + "," + two.last());
        }
    }

    @Test
    void whatIsWrongWithOneExecutionIsToldOfThatOne() {
        LogWriter one = new LogWriter(redis).start().log(3);
        LogWriter foreign = new LogWriter(redis).start().log(3);
        LogWriter unknown = new LogWriter(redis);
        try (StreamClient client =
                open(one, foreign, unknown).after(one.at(3) + ",2-17,").open()) {
            List<StreamClient.Block> told = new ArrayList<>();
            for (StreamClient.Block next = client.next(); !"stream.synced".equals(next.event()); next = client.next()) {
                told.add(next);
            }
            assertThat(told)
                    .extracting(StreamClient.Block::event)
                    .containsExactlyInAnyOrder("node.log", "execution.snapshot", "stream.closed");
            assertThat(told)
                    .extracting(StreamClient.Block::data)
                    .anyMatch(data -> data.contains("\"reason\":\"foreign\"")
                            && data.contains(foreign.id().toString()))
                    .contains("{\"executionId\":\"" + unknown.id() + "\",\"reason\":\"unknown\"}");
        }
    }

    @Test
    void anUnreadableCursorIsASnapshotOfEachOrForPlainClientsAProblem() {
        LogWriter one = new LogWriter(redis).start();
        LogWriter two = new LogWriter(redis).start();
        try (StreamClient client = open(one, two).after("1-1").open()) {
            assertThat(client.expect("execution.snapshot").data()).contains("\"reason\":\"unreadable\"");
            client.expect("execution.snapshot");
            client.expectSynced();
        }
        given().header("Last-Event-ID", "1-1")
                .get(PATH + "?executions=" + one.id() + "," + two.id())
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("invalid-cursor"));
    }

    @Test
    void aRequestThatMakesNoSenseIsRefused() {
        String id = LogWriter.randomId().toString();
        String many = Stream.generate(LogWriter::randomId)
                .limit(101)
                .map(Object::toString)
                .collect(Collectors.joining(","));
        for (String query : List.of(
                "",
                "?executions=",
                "?executions=" + id + "," + id,
                "?executions=" + many,
                "?executions=" + id + "&from=1",
                "?executions=" + id + "&heartbeat=1")) {
            given().get(PATH + query).then().statusCode(400).body("type", equalTo("invalid-request"));
        }
        given().get(PATH + "?executions=" + id + ",")
                .then()
                .statusCode(400)
                .body("type", equalTo("invalid-execution-id"))
                .body("instance", equalTo(PATH));
        given().get(PATH + "?executions=" + id).then().statusCode(404).body("detail", containsString("none"));
    }

    @Test
    void headSaysWhatGetWould() {
        LogWriter one = new LogWriter(redis).start();
        String unknown = LogWriter.randomId().toString();
        given().head(PATH + "?executions=" + one.id() + "," + unknown)
                .then()
                .statusCode(200)
                .header("Content-Type", "text/event-stream");
        given().head(PATH + "?executions=" + unknown).then().statusCode(404);
    }

    private static void note(Map<String, List<String>> seen, StreamClient.Block event) {
        String data = event.data();
        int at = data.indexOf("wf_exec_");
        seen.computeIfAbsent(data.substring(at, at + 36), fresh -> new ArrayList<>())
                .add(data);
    }

    private StreamClient.Request open(LogWriter... logs) {
        return open(List.of(logs));
    }

    private StreamClient.Request open(List<LogWriter> logs) {
        return StreamClient.at(
                base,
                PATH + "?executions="
                        + logs.stream().map(log -> log.id().toString()).collect(Collectors.joining(",")));
    }
}
