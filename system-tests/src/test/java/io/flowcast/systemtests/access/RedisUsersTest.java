package io.flowcast.systemtests.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.stack.Stack;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Both services as the users that are shipped for them: all goes on, and a right that is missing is told and comes back. */
@Tag("long")
class RedisUsersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static Stack stack;

    @BeforeAll
    static void start() throws IOException {
        stack = Stack.settings()
                .executors(1)
                .gateways(1)
                .redisUsers()
                .definitions(TestDefinitions.folder())
                .start();
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void everyKindOfWorkflowRunsAndIsSeen() throws Exception {
        for (String workflow : List.of(
                TestDefinitions.INSTANT,
                TestDefinitions.MIXED,
                TestDefinitions.CALLING_EACH,
                TestDefinitions.LOOPING,
                TestDefinitions.WIDE)) {
            assertRuns(workflow);
        }
        assertThat(api().get("/api/workflow/executions").statusCode()).isEqualTo(200);
        assertThat(api().get("/api/workflow/definitions").statusCode()).isEqualTo(200);
        assertThat(stack.executor(0).isReady()).isTrue();
        assertThat(stack.gateway(0).isReady()).isTrue();
    }

    @Test
    void aRightThatIsTakenFromTheExecutorIsNamedAndNothingIsLostMeanwhile() throws Exception {
        String id = api().execute(TestDefinitions.CALLING, input());
        awaitRefused(ServiceKind.EXECUTOR, stack.executor(0), "xadd", "XADD");
        History history = follow(id);
        assertThat(history.events().getLast().event()).isEqualTo("workflow.completed");
        assertRuns(TestDefinitions.INSTANT);
    }

    @Test
    void aRightThatIsTakenFromTheGatewayIsNamed() throws Exception {
        awaitRefused(ServiceKind.GATEWAY, stack.gateway(0), "publish", "refused");
        assertRuns(TestDefinitions.INSTANT);
    }

    /** Takes it away till that is told, and gives it back till all is well. */
    private static void awaitRefused(ServiceKind kind, Service service, String command, String told)
            throws IOException {
        FlowcastApi api = new FlowcastApi(HTTP, service.url());
        try (RedisCommands redis = new RedisCommands(stack.redis().port())) {
            redis.call("ACL", "SETUSER", kind.redisUser(), "-" + command);
            await().atMost(PATIENCE)
                    .until(() -> api.get("/q/health/ready").body().contains("\"" + told + "\""));
            assertThat(service.isReady()).isFalse();
            assertThat(service.log()).anyMatch(line -> line.contains("Redis refuses"));
            redis.call("ACL", "SETUSER", kind.redisUser(), "+" + command);
        }
        await().atMost(PATIENCE).until(service::isReady);
    }

    private static void assertRuns(String workflow) throws Exception {
        History history = follow(api().execute(workflow, input()));
        assertThat(history.events().getLast().event()).as(workflow).isEqualTo("workflow.completed");
        try (RedisCommands redis = new RedisCommands(stack.redis().port())) {
            Promises.assertKept(history, redis.log(history.executionId()));
        }
    }

    private static History follow(String id) throws InterruptedException {
        return Follower.over(HTTP, List.of(stack.gateway(0).url()), PATIENCE).follow(id);
    }

    private static FlowcastApi api() {
        return new FlowcastApi(HTTP, stack.gateway(0).url());
    }

    private static Map<String, String> input() {
        return Map.of("baseUrl", stack.backend().url());
    }
}
