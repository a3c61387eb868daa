package io.flowcast.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.executor.store.InMemoryExecutionStore;
import io.flowcast.node.NodeResult;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EngineMetricsTest {

    private final InMemoryExecutionStore store =
            new InMemoryExecutionStore(System::currentTimeMillis, TestExecutor.LEASE, "executor-1");
    private final TestExecutor executor = new TestExecutor("executor-1", TestExecutor.STEP, store);
    private final TestExecutor other = new TestExecutor("executor-2", TestExecutor.STEP, store.as("executor-2"));

    @AfterEach
    void stop() {
        executor.close();
        other.close();
    }

    private static TestExecutor.Attempt attempt(TestExecutor executor) throws InterruptedException {
        return Objects.requireNonNull(executor.attempts.poll(5, TimeUnit.SECONDS));
    }

    @Test
    void tellWhatRanAndWhatItCameTo() throws InterruptedException {
        executor.start("01JD8Q4GZ3T9X6N2R5V7W1Y0A1");
        attempt(executor).succeed();
        executor.start("01JD8Q4GZ3T9X6N2R5V7W1Y0A2");
        attempt(executor).come(NodeResult.failure("server", "Out of order", ""));
        await().until(() -> executor.executions.running() == 0);

        var registry = executor.registry;
        assertThat(registry.get("flowcast.executions.started")
                        .tag("workflow", "example")
                        .counter()
                        .count())
                .isEqualTo(2);
        for (String status : new String[] {"completed", "failed"}) {
            assertThat(registry.get("flowcast.executions.duration")
                            .tags("workflow", "example", "status", status)
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("flowcast.nodes.attempts.ended")
                            .tags("type", "step", "outcome", status)
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("flowcast.nodes.duration")
                            .tags("type", "step", "status", status)
                            .timer()
                            .count())
                    .isEqualTo(1);
        }
        assertThat(registry.get("flowcast.nodes.attempts.started")
                        .tag("type", "step")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("flowcast.nodes.attempt.duration")
                        .tags("type", "step", "outcome", "failed")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void tellTakeoversAndFencedCommits() throws InterruptedException {
        var id = executor.start("01JD8Q4GZ3T9X6N2R5V7W1Y0A1");
        TestExecutor.Attempt late = attempt(executor);
        store.nobodyCameFor(java.time.Duration.ZERO);
        store.makeDue(id);
        other.claim();
        attempt(other);
        late.succeed();
        await().until(() -> executor.executions.running() == 0);

        assertThat(other.registry.get("flowcast.takeovers").counter().count()).isEqualTo(1);
        assertThat(executor.registry.get("flowcast.commits.fenced").counter().count())
                .isEqualTo(1);
    }
}
