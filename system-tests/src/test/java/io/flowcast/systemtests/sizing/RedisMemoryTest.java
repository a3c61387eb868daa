package io.flowcast.systemtests.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How much of Redis' memory an execution takes, by what {@code INFO memory} says before and after a thousand of them; it prints what
 * it found. Indexes and the queue are in it, Idempotency-Keys as well.
 */
@Tag("long")
class RedisMemoryTest {
    private static final int EXECUTIONS = 1_000;
    private static final int CLIENTS = 16;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    @ParameterizedTest
    @CsvSource({
        TestDefinitions.INSTANT + ", completed",
        TestDefinitions.CHAIN + ", completed",
        TestDefinitions.MIXED + ", completed",
        TestDefinitions.LOOPING + ", completed",
        TestDefinitions.ASKING + ", waiting"
    })
    void anExecutionTakesSoMuch(String workflow, String status) throws Exception {
        FLOWCAST.servers().assumeOne("the memory of one server is measured");
        int count = workflow.equals(TestDefinitions.LOOPING) ? EXECUTIONS / 10 : EXECUTIONS;
        int had = settled(workflow, status);
        long before = memory();
        List<Future<String>> started = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            for (int i = 0; i < count; i++) {
                FlowcastApi api = FLOWCAST.api(i % 2);
                started.add(clients.submit(() -> api.execute(workflow, FLOWCAST.input())));
            }
        }
        for (Future<String> one : started) {
            one.get();
        }
        await().atMost(PATIENCE).until(() -> settled(workflow, status) == had + count);
        long each = (memory() - before) / count;
        System.out.printf("an execution of %s, %s: %,d bytes of Redis' memory%n", workflow, status, each);
        assertThat(each).isBetween(500L, 100_000L);
    }

    /** How many are at rest. */
    private static int settled(String workflow, String status) throws IOException, InterruptedException {
        return FLOWCAST.api(0)
                .get("/api/workflow/executions?limit=1&workflowId=" + workflow)
                .body()
                .transform(body -> count(body, status));
    }

    private static int count(String body, String status) {
        String name = "\"" + status + "\":";
        int at = body.indexOf(name, body.indexOf("\"stats\""));
        return at < 0 ? 0 : Integer.parseInt(body.substring(at + name.length()).split("\\D", 2)[0]);
    }

    private static long memory() throws IOException {
        try (RedisCommands redis = FLOWCAST.redis()) {
            String info = (String) redis.call("INFO", "memory");
            return info.lines()
                    .filter(line -> line.startsWith("used_memory:"))
                    .mapToLong(line -> Long.parseLong(line.substring("used_memory:".length())))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
