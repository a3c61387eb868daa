package io.flowcast.gateway.stream;

import static io.flowcast.gateway.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.EventId;
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
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ShortTimes.class)
@WithTestResource(RedisTestResource.class)
class JoinTest {

    @TestHTTPResource("/")
    URI base;

    @Inject
    RedisDataSource redis;

    @Test
    void aStreamWithoutCursorTellsTheWholeStoryAndEnds() {
        LogWriter log = new LogWriter(redis).start().log(120);
        try (StreamClient client = StreamClient.to(base, log.id()).open()) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(client.header("Cache-Control")).isEqualTo("no-cache, no-transform");
            assertThat(client.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(client.nextBlock().retry()).isNotNull();
            client.expectEvents(log.written()).expectSynced();

            log.log(3).takeOver().log(2).complete();

            client.expectEvents(log.written().subList(121, log.written().size()))
                    .expectEnd();
        }
    }

    @Test
    void aFinishedExecutionIsReplayedToItsEnd() {
        LogWriter log = new LogWriter(redis).start().log(3).complete();
        try (StreamClient client = StreamClient.to(base, log.id()).plain().open()) {
            client.expectEvents(log.written()).expectEnd();
        }
    }

    @Test
    void aCursorBringsExactlyWhatFollowsIt() {
        LogWriter log = new LogWriter(redis).start().log(10);
        try (StreamClient client =
                StreamClient.to(base, log.id()).after(log.at(4)).open()) {
            client.expectEvents(log.written().subList(4, 11)).expectSynced();
        }
        try (StreamClient client = StreamClient.to(base, log.id())
                .query("?from=snapshot&lastEventId=" + log.at(9))
                .open()) {
            client.expectEvents(log.written().subList(9, 11)).expectSynced();
        }
    }

    @Test
    void aCursorWithinAStepBringsTheRestOfIt() {
        LogWriter log = new LogWriter(redis).start().burst(5, 10).log(1);
        try (StreamClient client =
                StreamClient.to(base, log.id()).after(log.at(4)).open()) {
            client.expectEvents(log.written().subList(4, 7)).expectSynced();
            log.burst(3, 10);
            client.expectEvents(log.written().subList(7, 10));
        }
        EventId foreign = new EventId(4, 17);
        try (StreamClient client =
                StreamClient.to(base, log.id()).after(foreign).open()) {
            assertThat(client.expect("execution.snapshot").data()).contains("\"reason\":\"foreign\"");
        }
        log.trim(2);
        try (StreamClient client =
                StreamClient.to(base, log.id()).after(log.at(5)).open()) {
            assertThat(client.expect("execution.snapshot").data()).contains("\"reason\":\"trimmed\"");
        }
        try (StreamClient client =
                StreamClient.to(base, log.id()).after(log.at(7)).open()) {
            client.expectEvents(log.written().subList(7, 10)).expectSynced();
        }
    }

    @Test
    void theHeaderBeatsTheParameter() {
        LogWriter log = new LogWriter(redis).start().log(10);
        try (StreamClient client = StreamClient.to(base, log.id())
                .query("?lastEventId=" + log.at(2))
                .after(log.at(10))
                .open()) {
            client.expectEvents(log.written().subList(10, 11)).expectSynced();
        }
    }

    @Test
    void aCursorAtTheEndOfAFinishedExecutionTellsTheClientToStop() {
        LogWriter log = new LogWriter(redis).start().complete();
        try (StreamClient client =
                StreamClient.to(base, log.id()).after(log.last()).open()) {
            assertThat(client.status()).isEqualTo(204);
        }
    }

    @Test
    void aCursorOfAnotherExecutionGetsASnapshotFirst() {
        LogWriter log = new LogWriter(redis).start().log(5);
        EventId foreign = new EventId(3, 17);
        try (StreamClient client =
                StreamClient.to(base, log.id()).after(foreign).open()) {
            StreamClient.Block snapshot = client.expect("execution.snapshot");
            assertThat(snapshot.id()).isEqualTo(log.last().toString());
            assertThat(snapshot.data()).contains("\"reason\":\"foreign\"").contains("\"status\":\"running\"");
            client.expectSynced();
            log.log(1);
            client.expectEvents(log.written().subList(6, 7));
        }
        try (StreamClient client =
                StreamClient.to(base, log.id()).plain().after(foreign).open()) {
            assertThat(client.status()).isEqualTo(400);
            assertThat(client.header("Content-Type")).isEqualTo("application/problem+json");
        }
    }

    @Test
    void aCursorBeyondTheEndGetsASnapshot() {
        LogWriter log = new LogWriter(redis).start().log(2);
        try (StreamClient client =
                StreamClient.to(base, log.id()).after(new EventId(99, 1)).open()) {
            assertThat(client.expect("execution.snapshot").data()).contains("\"reason\":\"ahead\"");
        }
    }

    @Test
    void aCursorThatWasTrimmedAwayGetsASnapshot() {
        LogWriter log = new LogWriter(redis).start().log(20).trim(5);
        try (StreamClient client =
                StreamClient.to(base, log.id()).after(log.at(3)).open()) {
            assertThat(client.expect("execution.snapshot").data()).contains("\"reason\":\"trimmed\"");
            client.expectSynced();
        }
        try (StreamClient client = StreamClient.to(base, log.id()).open()) {
            assertThat(client.expect("execution.snapshot").data()).contains("\"reason\":\"trimmed\"");
        }
        try (StreamClient client =
                StreamClient.to(base, log.id()).after(log.at(17)).open()) {
            client.expectEvents(log.written().subList(17, 21));
        }
    }

    @Test
    void anUnreadableCursorGetsASnapshotOrForPlainClientsAProblem() {
        LogWriter log = new LogWriter(redis).start();
        for (String garbage : List.of("x", "1", "-1-2", "01-1", "1-", "99999999999999999999-1")) {
            try (StreamClient client =
                    StreamClient.to(base, log.id()).after(garbage).open()) {
                assertThat(client.expect("execution.snapshot").data()).contains("\"reason\":\"unreadable\"");
            }
            try (StreamClient client =
                    StreamClient.to(base, log.id()).plain().after(garbage).open()) {
                assertThat(client.status()).isEqualTo(400);
            }
        }
    }

    @Test
    void aSnapshotCanBeAskedFor() {
        LogWriter log = new LogWriter(redis).start().log(7);
        try (StreamClient client =
                StreamClient.to(base, log.id()).query("?from=snapshot").open()) {
            StreamClient.Block snapshot = client.expect("execution.snapshot");
            assertThat(snapshot.data()).contains("\"reason\":\"requested\"").contains("\"seq\":8");
            client.expectSynced();
            log.complete();
            client.expectEvents(log.written().subList(8, 9)).expectEnd();
        }
        try (StreamClient client =
                StreamClient.to(base, log.id()).query("?from=snapshot").open()) {
            assertThat(client.expect("execution.snapshot").data()).contains("\"status\":\"completed\"");
            client.expectEnd();
        }
    }

    @Test
    void nobodyMissesOrRepeatsAnEventHoweverHeJoinsUnderAFastWriter() {
        LogWriter log = new LogWriter(redis).start();
        Thread writer = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 200; i++) {
                log.log(5).burst(3, 10);
                if (i % 50 == 0) {
                    log.takeOver();
                }
            }
            log.complete();
        });
        List<StreamClient> clients = new ArrayList<>();
        try {
            while (writer.isAlive() && clients.size() < 150) {
                StreamClient.Request request = StreamClient.to(base, log.id());
                if (ThreadLocalRandom.current().nextBoolean()) {
                    request = request.query("?from=snapshot");
                }
                clients.add(request.open());
            }
            await().until(() -> !writer.isAlive());
            List<String> all =
                    log.written().stream().map(event -> event.id().toString()).toList();
            assertThat(clients).hasSizeGreaterThan(20);
            for (StreamClient client : clients) {
                List<String> ids = client.idsToEnd();
                assertThat(ids).isEqualTo(all.subList(all.indexOf(ids.getFirst()), all.size()));
            }
        } finally {
            clients.forEach(StreamClient::close);
        }
    }

    @Test
    void anUnknownExecutionIsNotFound() {
        try (StreamClient client = StreamClient.to(base, LogWriter.randomId()).open()) {
            assertThat(client.status()).isEqualTo(404);
            assertThat(client.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(client.body()).contains("\"status\":404");
        }
    }

    @Test
    void withACursorAnUnknownExecutionIsLookedForTwice() {
        LogWriter log = new LogWriter(redis);
        Thread later = Thread.ofVirtual().start(() -> {
            await().until(() -> numberOfWatchers(log) == 1);
            log.start().log(3);
        });
        try (StreamClient client = StreamClient.to(base, log.id()).after("2-5").open()) {
            assertThat(client.status()).isEqualTo(200);
            client.expect("execution.snapshot");
        } finally {
            await().until(() -> !later.isAlive());
        }
    }

    @Test
    void aMalformedRequestIsRefusedWithItsReason() {
        assertRefused(StreamClient.at(base, "/api/workflow/executions/wf_exec_0_x/stream"), "wf_exec_0_x");
        LogWriter log = new LogWriter(redis).start();
        assertRefused(StreamClient.to(base, log.id()).query("?from=yesterday"), "from");
        assertRefused(StreamClient.to(base, log.id()).query("?heartbeat=often"), "heartbeat");
    }

    private static void assertRefused(StreamClient.Request request, String named) {
        try (StreamClient client = request.open()) {
            assertThat(client.status()).isEqualTo(400);
            assertThat(client.body()).contains(named);
        }
    }

    private long numberOfWatchers(LogWriter log) {
        return redis.execute("PUBSUB", "NUMSUB", "flow:{0}:events:" + log.id())
                .get(1)
                .toLong();
    }
}
