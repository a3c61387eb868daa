package io.flowcast.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.events.Event;
import io.flowcast.events.ExecutionId;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.store.InMemoryExecutionStore;
import io.flowcast.node.NodeResult;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LogContextTest {

    @Test
    void whatANodeLogsSaysOfWhichExecutionTraceAndNode() throws InterruptedException {
        InMemoryExecutionStore store =
                new InMemoryExecutionStore(System::currentTimeMillis, TestExecutor.LEASE, "executor-1");
        TraceContext trace = new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", null, "01");
        try (TestExecutor executor = new TestExecutor("executor-1", TestExecutor.STEP, store)) {
            ExecutionId id = executor.start("01JD8Q4GZ3T9X6N2R5V7W1Y0AB", trace);

            Objects.requireNonNull(executor.attempts.poll(5, TimeUnit.SECONDS))
                    .result()
                    .add(() -> new NodeResult.Output(Map.of(
                            "said", MDC.get("executionId") + " " + MDC.get("traceId") + " " + MDC.get("nodeId"))));

            await().until(() -> executor.status(id).equals("completed"));
            assertThat(store.fields(id))
                    .containsEntry("output:a", "{\"said\":\"" + id + " " + trace.traceId() + " a\"}");
        }
        assertThat(MDC.get("executionId")).isNull();
    }

    @Test
    void nothingOfARunOrANodeIsLeftForTheNext() throws InterruptedException {
        InMemoryExecutionStore store =
                new InMemoryExecutionStore(System::currentTimeMillis, TestExecutor.LEASE, "executor-1");
        Definition definition = Workflows.workflow()
                .node("first", Workflows.type("pure"))
                .node("then", Workflows.type("step"))
                .edge("first", "then")
                .build();
        List<String> seen = new CopyOnWriteArrayList<>();
        Telemetry looks = new Telemetry() {
            @Override
            public void committed(ExecutionState state, List<Event> events) {
                // On the run's own thread, on which the first node ran.
                seen.add(MDC.get("executionId") + " " + MDC.get("nodeId"));
            }
        };
        try (TestExecutor executor = new TestExecutor("executor-1", definition, store, looks)) {
            for (String ulid : List.of("01JD8Q4GZ3T9X6N2R5V7W1Y0AB", "01JD8Q4GZ3T9X6N2R5V7W1Y0AC")) {
                seen.clear();
                MDC.put("executionId", "of whoever asked");
                ExecutionId id = executor.start(ulid);
                MDC.remove("executionId");
                Objects.requireNonNull(executor.attempts.poll(5, TimeUnit.SECONDS))
                        .result()
                        .add(() -> {
                            assertThat(MDC.getMap())
                                    .containsOnlyKeys("executionId", "traceId", "nodeId")
                                    .containsEntry("executionId", id.toString())
                                    .containsEntry("nodeId", "then");
                            assertThat(Span.current().getSpanContext().isValid())
                                    .isFalse();
                            return NodeResult.none();
                        });
                await().until(() -> executor.status(id).equals("completed"));
                await().untilAsserted(() -> assertThat(seen)
                        .contains(id + " null")
                        .allSatisfy(keys -> assertThat(keys).endsWith(" null")));
            }
        }
    }
}
