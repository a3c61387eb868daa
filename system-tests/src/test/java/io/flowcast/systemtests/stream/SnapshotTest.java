package io.flowcast.systemtests.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.systemtests.client.Follower;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.history.Connection;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.validate.DetailForm;
import io.flowcast.systemtests.validate.EqualToLog.Entry;
import io.flowcast.systemtests.validate.LogFold;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whenever one looks, the state is what the log tells up to its id: in snapshots and in the detail alike. */
class SnapshotTest {
    /** Looked at all the time, at whatever moments it comes to, by turns through both gateways. */
    private static final int EXECUTIONS = 4;
    /** Looks at executions that were running. */
    private static final int ENOUGH = 20;

    private static final int MOST_ROUNDS = 20;

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    @ParameterizedTest
    @ValueSource(strings = {TestDefinitions.MIXED, TestDefinitions.CALLING, TestDefinitions.WIDE, "temperature-alert"})
    void snapshotEqualsFold(String workflow) throws Exception {
        long midway = 0;
        for (int round = 0; midway < ENOUGH && round < MOST_ROUNDS; round++) {
            for (Looks looks : watchSeveral(workflow)) {
                midway += looks.snapshots().stream()
                        .filter(snapshot -> !snapshot.has("endTime"))
                        .count();
                assertEqualToFold(looks);
            }
        }
        assertThat(midway).isGreaterThanOrEqualTo(ENOUGH);
    }

    @ParameterizedTest
    @ValueSource(strings = {TestDefinitions.MIXED, TestDefinitions.CALLING, TestDefinitions.WIDE})
    void afterASnapshotComesExactlyTheRest(String workflow) throws Exception {
        String id = FLOWCAST.api(0).execute(workflow, FLOWCAST.input());

        Connection connection = FLOWCAST.follower(1)
                .connectFromSnapshot(FLOWCAST.stack().gateway(1).url(), id);

        JsonNode snapshot = connection.story().getFirst().json();
        List<Entry> log = FLOWCAST.log(id);
        assertThat(snapshot).isEqualTo(LogFold.at(log, snapshot).orElseThrow());
        assertThat(connection.events().stream().map(Frame::id))
                .containsExactlyElementsOf(log.stream()
                        .skip(snapshot.path("seq").asLong())
                        .map(Entry::id)
                        .toList());
    }

    private record Looks(String executionId, List<JsonNode> snapshots, List<JsonNode> details) {}

    private static List<Looks> watchSeveral(String workflow) throws Exception {
        List<Future<Looks>> executions = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < EXECUTIONS; number++) {
                executions.add(threads.submit(() -> watch(workflow)));
            }
        }
        List<Looks> all = new ArrayList<>();
        for (Future<Looks> execution : executions) {
            all.add(execution.get());
        }
        return all;
    }

    private static void assertEqualToFold(Looks looks) throws IOException {
        List<Entry> log = FLOWCAST.log(looks.executionId());
        for (JsonNode snapshot : looks.snapshots()) {
            assertThat(snapshot).isEqualTo(LogFold.at(log, snapshot).orElseThrow());
        }
        for (JsonNode detail : looks.details()) {
            JsonNode state = DetailForm.asSnapshot(detail);
            assertThat(state).isEqualTo(LogFold.at(log, state).orElseThrow());
        }
    }

    private static Looks watch(String workflow) throws Exception {
        Map<String, Object> input = new HashMap<>(FLOWCAST.input());
        input.put("ms", 3000);
        String id = FLOWCAST.api(0).execute(workflow, input);
        Looks looks = new Looks(id, new ArrayList<>(), new ArrayList<>());
        boolean ended = false;
        for (int look = 0; !ended; look++) {
            int gateway = look % 2;
            Follower follower = FLOWCAST.follower(gateway).leavingAtSnapshot();
            JsonNode snapshot = follower.connectFromSnapshot(
                            FLOWCAST.stack().gateway(gateway).url(), id)
                    .story()
                    .getFirst()
                    .json();
            looks.snapshots().add(snapshot);
            looks.details().add(FLOWCAST.api(gateway).detail(id));
            ended = snapshot.has("endTime");
        }
        return looks;
    }
}
