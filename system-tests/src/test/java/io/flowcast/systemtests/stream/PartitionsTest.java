package io.flowcast.systemtests.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.ExecutionId;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.client.Follower;
import io.flowcast.systemtests.harness.Guard;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.history.Connection;
import io.flowcast.systemtests.history.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Executions that are spread over three partitions, in one list, one feed and on one stream. */
class PartitionsTest {
    private static final int EXECUTIONS = 24;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FEED = "/api/workflow/executions/stream";
    /** One whose executions nobody else starts. */
    private static final String TOKEN = Guard.ISSUER.token("dora", "flowcast-operator");

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.guarded();

    @Test
    void oneFeedTellsOfAllPartitionsAndGoesOnAtAnotherGatewayWithACursorOfThemAll() throws Exception {
        List<Frame> frames = new ArrayList<>(read(0, FEED, null, 1));
        assertThat(frames.getFirst().event()).isEqualTo("list.snapshot");
        assertThat(frames.getFirst().json().path("executions")).isEmpty();

        Set<String> ids = new HashSet<>();
        for (int i = 0; i < EXECUTIONS; i++) {
            ids.add(api(i % 2).execute(TestDefinitions.INSTANT, Map.of()));
        }
        assertThat(ids.stream().map(id -> ExecutionId.of(id).partition())).contains(0, 1, 2);
        int left = 2 * EXECUTIONS;
        for (int gateway = 1; left > 0; gateway = 1 - gateway) {
            frames.addAll(read(gateway, FEED, frames.getLast().id(), Math.min(left, 7)));
            left = 2 * EXECUTIONS - changes(frames).size();
        }

        assertThat(frames.stream().filter(frame -> frame.event().equals("list.snapshot")))
                .as("lists instead of changes")
                .hasSize(1);
        assertThat(changes(frames)).doesNotHaveDuplicates().hasSize(2 * EXECUTIONS);
        for (String id : ids) {
            assertThat(changes(frames)).containsSubsequence(id + " running", id + " completed");
        }
        assertThat(frames.getLast().id()).matches("[0-9]+-[0-9]+,[0-9]+-[0-9]+,[0-9]+-[0-9]+");
        assertThat(api(0).get("/api/workflow/executions?limit=200").body()).contains(ids);
    }

    @Test
    void oneStreamFollowsExecutionsOfAllPartitions() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < EXECUTIONS; i++) {
            ids.add(api(i % 2).execute(TestDefinitions.CHAIN, Map.of()));
        }
        String path = "/api/workflow/streams?executions=" + String.join(",", ids);

        List<Frame> frames = new ArrayList<>(read(0, path, null, 40));
        frames.addAll(read(1, path, frames.getLast().id(), Integer.MAX_VALUE));

        for (String id : ids) {
            assertThat(frames.stream()
                            .filter(frame -> frame.id() != null)
                            .filter(frame ->
                                    frame.json().path("executionId").asText().equals(id))
                            .map(Frame::data))
                    .isEqualTo(
                            FLOWCAST.log(id).stream().map(entry -> entry.data()).toList());
        }
    }

    private static List<String> changes(List<Frame> frames) {
        return frames.stream()
                .filter(frame -> frame.event().equals("execution.changed"))
                .map(frame -> frame.json().path("executionId").asText() + " "
                        + frame.json().path("status").asText())
                .toList();
    }

    /** So many frames with an id and an event, or up to the end. */
    private static List<Frame> read(int gateway, String path, String cursor, int most) throws Exception {
        Connection connection = Follower.over(
                        FLOWCAST.http(),
                        List.of(FLOWCAST.stack().gateway(gateway).url()),
                        PATIENCE)
                .as(TOKEN)
                .leavingAfter(most)
                .open(path, cursor);
        assertThat(connection.status()).isEqualTo(200);
        return connection.frames().stream()
                .filter(frame -> frame.id() != null && !frame.event().isEmpty())
                .toList();
    }

    private static FlowcastApi api(int gateway) {
        return FLOWCAST.api(gateway).as(TOKEN);
    }
}
