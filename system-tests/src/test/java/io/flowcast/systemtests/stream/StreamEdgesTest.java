package io.flowcast.systemtests.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.history.Connection;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StreamEdgesTest {

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    @Test
    void anExecutionThatWasOverBeforeAnybodyLookedTellsItsWholeStory() throws Exception {
        String id = finished();

        FLOWCAST.assertPromisesKept(FLOWCAST.follower(1).follow(id));
    }

    @Test
    void aClientThatSawTheEndIsToldToStayAway() throws Exception {
        History history = FLOWCAST.follower(0).follow(finished());

        Connection again = FLOWCAST.follower(1)
                .connect(FLOWCAST.stack().gateway(1).url(), history.executionId(), history.cursor());

        assertThat(again.status()).isEqualTo(204);
    }

    @Test
    void aCursorInTheMiddleGivesExactlyTheRest() throws Exception {
        History history = FLOWCAST.follower(0).follow(finished());
        Frame third = history.events().get(2);

        Connection rest = FLOWCAST.follower(1)
                .connect(FLOWCAST.stack().gateway(1).url(), history.executionId(), Objects.requireNonNull(third.id()));

        assertThat(rest.events().stream().map(Frame::id))
                .containsExactlyElementsOf(
                        history.events().stream().skip(3).map(Frame::id).toList());
    }

    @Test
    void aCursorOfAnotherExecutionIsAnsweredByASnapshotThatSaysSo() throws Exception {
        String foreign = Objects.requireNonNull(
                FLOWCAST.follower(0).follow(finished()).events().getFirst().id());

        assertThat(snapshotFor(foreign).path("reason").asText()).isEqualTo("foreign");
    }

    @Test
    void aCursorThatNobodyCouldHaveIsAnsweredByASnapshotThatSaysSo() throws Exception {
        assertThat(snapshotFor("rubbish").path("reason").asText()).isEqualTo("unreadable");
        assertThat(snapshotFor("999999-1").path("reason").asText()).isEqualTo("ahead");
    }

    @Test
    void executionsOverWithinMillisecondsAreToldToClientsThatWereThereAndToThoseThatWereNot() throws Exception {
        List<Long> times = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            String id = FLOWCAST.api(0).execute(TestDefinitions.INSTANT, Map.of());
            CompletableFuture<History> meanwhile = FLOWCAST.follow(id, 0);
            History history = FLOWCAST.follower(1).follow(id);
            FLOWCAST.assertPromisesKept(history);
            FLOWCAST.assertPromisesKept(meanwhile.join());
            FLOWCAST.assertPromisesKept(FLOWCAST.follower(1).follow(id));
            times.add(history.events().getLast().json().path("executionTime").asLong());
        }
        assertThat(times).anyMatch(millis -> millis <= 10);
    }

    @Test
    void aThousandNodesAreToldInFull() throws Exception {
        String id = FLOWCAST.api(0).execute(TestDefinitions.WIDE, Map.of());

        History history = FLOWCAST.follower(1).follow(id);

        FLOWCAST.assertPromisesKept(history);
        assertThat(history.events().stream().filter(event -> event.event().equals("node.completed")))
                .hasSize(TestDefinitions.WIDE_NODES);
    }

    @Test
    void anUnknownExecutionIsNotFound() throws Exception {
        var answer = FLOWCAST.api(0).get("/api/workflow/executions/wf_exec_0_01JD0000000000000000000000/stream");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
    }

    @Test
    void theDetailAgreesWithTheStream() throws Exception {
        FlowcastApi api = FLOWCAST.api(1);
        String id = api.execute(TestDefinitions.MIXED, FLOWCAST.input());
        History history = FLOWCAST.follower(0).follow(id);

        var detail = api.detail(id);

        assertThat(detail.path("status").asText()).isEqualTo("completed");
        assertThat(detail.path("lastEventId").asText()).isEqualTo(history.cursor());
        assertThat(detail.path("nodeDetails").path("never").path("status").asText())
                .isEqualTo("skipped");
        assertThat(detail.path("nodeDetails").findValuesAsText("status"))
                .doesNotContain("running", "waiting", "retrying");
    }

    /** What a finished execution answers to this cursor first. */
    private static JsonNode snapshotFor(String cursor) throws Exception {
        Connection connection =
                FLOWCAST.follower(0).connect(FLOWCAST.stack().gateway(0).url(), finished(), cursor);

        assertThat(connection.status()).isEqualTo(200);
        assertThat(connection.story().getFirst().isSnapshot()).isTrue();
        return connection.story().getFirst().json();
    }

    private static String finished() throws Exception {
        FlowcastApi api = FLOWCAST.api(0);
        String id = api.execute(TestDefinitions.CHAIN, Map.of());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> api.detail(id).path("status").asText().equals("completed"));
        return id;
    }
}
