package io.flowcast.systemtests.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.stack.Stack;
import io.flowcast.stack.backend.ExampleBackend;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.service.Service;
import io.flowcast.stack.service.ServiceKind;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.client.Follower;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.history.History;
import io.flowcast.systemtests.validate.Promises;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an earlier version left behind in the middle of everything, taken over by this one: frozen, see docs/upgrades.md. */
class EarlierStateTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path STATE = Path.of("src/test/resources/state/0.1.0-alpha.json");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static EarlierState state;
    private static ExampleBackend backend;
    private static RedisServer redis;
    private static Stack stack;

    @BeforeAll
    static void takeOver() throws IOException {
        state = EarlierState.read(STATE);
        backend = ExampleBackend.start(0);
        redis = RedisServer.start();
        try (RedisCommands commands = commands()) {
            state.load(commands, backend.url());
            // As docs/upgrades.md says: before any service of this version is there.
            String renaming = Files.readString(ROOT.resolve("deploy/redis/rename-definitions.lua"));
            assertThat(commands.call("EVAL", renaming, "0")).isEqualTo(12L);
        }
        // The file is frozen; else what it says has ended would be forgotten some day.
        stack = Stack.settings()
                .executors(1)
                .gateways(2)
                .redisUrl(redis.url())
                .definitions(TestDefinitions.folder())
                .property(ServiceKind.EXECUTOR, "flowcast.retention.age", "36500d")
                .start();
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
        if (redis != null) {
            redis.close();
        }
        if (backend != null) {
            backend.close();
        }
    }

    /** Whose owner was killed, whose time has come, or whose turn it is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                EarlierExecutions.SLEEPING,
                EarlierExecutions.RUNNING,
                EarlierExecutions.RETRYING,
                EarlierExecutions.LOOPING,
                EarlierExecutions.PARENT_OF_MANY,
                EarlierExecutions.WITH_A_SLOT,
                EarlierExecutions.IN_LINE
            })
    void whatWasUnderWayCompletesByItself(String execution) throws Exception {
        assertThat(ends(execution)).isEqualTo("workflow.completed");
    }

    @Test
    void whatWaitedForASignalGetsIt() throws Exception {
        assertThat(post(EarlierExecutions.ASKING, "/signals/go")).isEqualTo(202);
        assertThat(ends(EarlierExecutions.ASKING)).isEqualTo("workflow.completed");
    }

    @Test
    void aSignalThatCameTooEarlyIsKept() throws Exception {
        assertThat(post(EarlierExecutions.SIGNALLED_EARLY, "/signals/s2"))
                .as("once more")
                .isEqualTo(409);
        for (String signal : List.of("s1", "s3", "s4", "s5", "s6")) {
            assertThat(post(EarlierExecutions.SIGNALLED_EARLY, "/signals/" + signal))
                    .isEqualTo(202);
        }
        assertThat(ends(EarlierExecutions.SIGNALLED_EARLY)).isEqualTo("workflow.completed");
    }

    @Test
    void aParentHearsOfTheEndOfItsChild() throws Exception {
        String child = detail(EarlierExecutions.PARENT)
                .path("nodeDetails")
                .path("other")
                .path("childId")
                .asText();
        assertThat(api(0).post("/api/workflow/executions/" + child + "/signals/go", "")
                        .statusCode())
                .isEqualTo(202);
        assertThat(ends(EarlierExecutions.PARENT)).isEqualTo("workflow.completed");
        assertThat(endsById(child)).isEqualTo("workflow.completed");
    }

    @Test
    void whatWasPausedStaysSoTillItIsResumed() throws Exception {
        assertThat(detail(EarlierExecutions.PAUSED).path("status").asText()).isEqualTo("paused");
        assertThat(post(EarlierExecutions.PAUSED, "/resume")).isEqualTo(202);
        assertThat(ends(EarlierExecutions.PAUSED)).isEqualTo("workflow.completed");
    }

    @Test
    void whatNobodyAnswersIsLeftAloneAndCanBeCancelled() throws Exception {
        assertThat(detail(EarlierExecutions.ASKING_FOR_EVER).path("status").asText())
                .isEqualTo("waiting");
        assertThat(post(EarlierExecutions.ASKING_FOR_EVER, "/cancel")).isEqualTo(202);
        assertThat(ends(EarlierExecutions.ASKING_FOR_EVER)).isEqualTo("workflow.cancelled");
    }

    @Test
    void whatHasEndedIsAsItWasAndCanBeRetried() throws Exception {
        assertThat(ends(EarlierExecutions.COMPLETED)).isEqualTo("workflow.completed");
        assertThat(ends(EarlierExecutions.CANCELLED)).isEqualTo("workflow.cancelled");
        assertThat(ends(EarlierExecutions.FAILED)).isEqualTo("workflow.failed");
        assertThat(detail(EarlierExecutions.COMPLETED)
                        .path("nodeDetails")
                        .path("done")
                        .path("output")
                        .path("ok")
                        .asBoolean())
                .isTrue();
        String answer =
                api(1).post(path(EarlierExecutions.FAILED) + "/retry", "").body();
        String retry = JSON.readTree(answer).path("executionId").asText();
        assertThat(endsById(retry)).as(answer).isEqualTo("workflow.completed");
        assertThat(detail(EarlierExecutions.FAILED).path("retriedBy").toString())
                .contains(retry);
    }

    @Test
    void anIdempotencyKeyStillStandsForWhatItStarted() throws Exception {
        String answer = api(0).post(
                        "/api/workflow/execute", EarlierExecutions.KEYED_BODY, "Idempotency-Key", EarlierExecutions.KEY)
                .body();
        assertThat(JSON.readTree(answer).path("executionId").asText()).isEqualTo(id(EarlierExecutions.KEYED));
    }

    @Test
    void listsHaveAllOfThem() throws Exception {
        JsonNode list =
                JSON.readTree(api(0).get("/api/workflow/executions?limit=200").body());
        assertThat(list.path("executions").findValuesAsText("executionId"))
                .containsAll(state.executions().values());
    }

    @Test
    void definitionsAndSchedulesAreThereUnderTheirNewNames() throws Exception {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode definition = JSON.readTree(api(0).get("/api/workflow/definitions/" + EarlierExecutions.SCHEDULED)
                    .body());
            assertThat(definition.path("version").asInt()).isEqualTo(2);
            assertThat(definition.path("triggers").path(0).path("nextAt").asText())
                    .endsWith("-01-01T00:00:00Z");
        });
        String id = api(1).execute(EarlierExecutions.SCHEDULED, Map.of());
        assertThat(endsById(id)).isEqualTo("workflow.completed");
    }

    /** Follows it from its beginning, gateway after gateway, and judges the stream; gives its last event. */
    private static String ends(String execution) throws Exception {
        return endsById(id(execution));
    }

    private static String endsById(String id) throws Exception {
        History history = Follower.over(
                        HTTP, stack.gateways().stream().map(Service::url).toList(), PATIENCE)
                .hoppingEvery(5)
                .follow(id);
        try (RedisCommands commands = commands()) {
            Promises.assertKept(history, commands.log(id));
            assertThat(commands.call("ZSCORE", RedisKeys.of(ExecutionId.of(id)).due(), id))
                    .as("nobody has to look again")
                    .isEqualTo("");
        }
        return history.events().getLast().event();
    }

    private static JsonNode detail(String execution) throws Exception {
        return api(1).detail(id(execution));
    }

    private static int post(String execution, String command) throws Exception {
        return api(0).post(path(execution) + command, "").statusCode();
    }

    private static String path(String execution) {
        return "/api/workflow/executions/" + id(execution);
    }

    private static String id(String execution) {
        return state.executions().get(execution);
    }

    private static FlowcastApi api(int gateway) {
        return new FlowcastApi(HTTP, stack.gateway(gateway).url());
    }

    private static RedisCommands commands() throws IOException {
        return new RedisCommands(redis.port());
    }
}
