package io.flowcast.executor.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.TraceIds;
import io.flowcast.executor.engine.ExecutionRun;
import io.flowcast.executor.engine.TestExecutor;
import io.flowcast.executor.engine.TraceContext;
import io.flowcast.executor.store.InMemoryExecutionStore;
import io.flowcast.node.NodeResult;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ExecutionSpansTest {

    private static final String ULID = "01JD8Q4GZ3T9X6N2R5V7W1Y0AB";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";
    private static final TraceContext ASKED = new TraceContext(TRACE, CALLER, "01");

    private final CollectedSpans spans = new CollectedSpans();
    private final InMemoryExecutionStore store =
            new InMemoryExecutionStore(System::currentTimeMillis, TestExecutor.LEASE, "executor-1");
    private final TestExecutor first = executor("executor-1", store, Sampler.parentBased(Sampler.alwaysOn()));
    private final TestExecutor second =
            executor("executor-2", store.as("executor-2"), Sampler.parentBased(Sampler.alwaysOn()));

    private TestExecutor executor(String name, InMemoryExecutionStore sees, Sampler sampler) {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setIdGenerator(new GivenIds())
                .setSampler(sampler)
                .addSpanProcessor(spans)
                .build();
        return new TestExecutor(name, TestExecutor.STEP, sees, new ExecutionSpans(provider.get(name), false));
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private static TestExecutor.Attempt attempt(TestExecutor executor) throws InterruptedException {
        TestExecutor.Attempt attempt = executor.attempts.poll(5, TimeUnit.SECONDS);
        assertThat(attempt).isNotNull();
        return attempt;
    }

    private List<SpanData> awaitSpans(String traceId, int count) {
        await().until(() -> spans.of(traceId).size() >= count);
        return spans.of(traceId);
    }

    private SpanData span(String spanId) {
        assertThat(spans.withId(spanId)).hasSize(1);
        return spans.withId(spanId).getFirst();
    }

    @Test
    void anExecutionIsASpanBelowItsCallersAndAboveItsNodesAndTheirAttempts() throws InterruptedException {
        ExecutionId id = first.start(ULID, ASKED);
        attempt(first).succeed();

        awaitSpans(TRACE, 3);
        SpanData execution = span(TraceIds.span(id));
        SpanData node = span(TraceIds.span(id, "a"));
        SpanData attempt = span(TraceIds.span(id, "a", 1));
        assertThat(execution.getParentSpanId()).isEqualTo(CALLER);
        assertThat(node.getParentSpanId()).isEqualTo(execution.getSpanId());
        assertThat(attempt.getParentSpanId()).isEqualTo(node.getSpanId());
        assertThat(execution.getName()).isEqualTo("Example");
        assertThat(execution.getStatus().getStatusCode()).isEqualTo(StatusCode.OK);
        assertThat(execution.getStartEpochNanos()).isLessThanOrEqualTo(node.getStartEpochNanos());
        assertThat(node.getEndEpochNanos()).isLessThanOrEqualTo(execution.getEndEpochNanos());
        assertThat(spans.of(TRACE)).hasSize(3);
    }

    @Test
    void anExecutionThatIsTakenOverIsStillOneSpanFromItsCreationToItsEnd() throws InterruptedException {
        ExecutionId id = first.start(ULID, ASKED);
        TestExecutor.Attempt lost = attempt(first);
        long died = System.currentTimeMillis();
        store.nobodyCameFor(java.time.Duration.ZERO);
        store.makeDue(id);
        assertThat(second.claim()).isEqualTo(1);
        first.executions.runs().forEach(ExecutionRun::halt);
        assertThat(lost.attempt()).isEqualTo(1);

        attempt(second).succeed();

        await().until(() -> !spans.withId(TraceIds.span(id)).isEmpty());
        SpanData execution = span(TraceIds.span(id));
        SpanData node = span(TraceIds.span(id, "a"));
        SpanData again = span(TraceIds.span(id, "a", 2));
        assertThat(execution.getParentSpanId()).isEqualTo(CALLER);
        assertThat(execution.getStartEpochNanos()).isLessThanOrEqualTo(died * 1_000_000);
        assertThat(node.getParentSpanId()).isEqualTo(execution.getSpanId());
        assertThat(node.getStartEpochNanos()).isLessThanOrEqualTo(died * 1_000_000);
        assertThat(again.getParentSpanId()).isEqualTo(node.getSpanId());
        assertThat(spans.withId(TraceIds.span(id, "a", 1)))
                .as("what the lost attempt called has something to hang below")
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.getParentSpanId()).isEqualTo(node.getSpanId()));
    }

    @Test
    void whatFailsSaysWhy() throws InterruptedException {
        ExecutionId id = first.start(ULID, ASKED);
        attempt(first).come(NodeResult.failure("server", "Out of order", "come back later"));

        awaitSpans(TRACE, 3);
        for (String spanId : List.of(TraceIds.span(id), TraceIds.span(id, "a"))) {
            assertThat(span(spanId).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span(spanId).getStatus().getDescription()).isEqualTo("Out of order");
            assertThat(span(spanId).getAttributes().asMap()).containsValue("server");
        }
    }

    @Test
    void withoutACallerTheTraceBeginsWithTheExecution() throws InterruptedException {
        TraceContext own = new TraceContext(TRACE, null, "01");
        ExecutionId id = first.start(ULID, own);
        attempt(first).succeed();

        awaitSpans(TRACE, 3);
        assertThat(span(TraceIds.span(id)).getParentSpanContext().isValid()).isFalse();
    }

    @Test
    void aCallerThatRecordsNothingGetsNothingRecorded() throws InterruptedException {
        ExecutionId id = first.start(ULID, new TraceContext(TRACE, CALLER, "00"));
        attempt(first).succeed();
        await().until(() -> first.status(id).equals("completed"));
        await().until(() -> first.executions.running() == 0);

        assertThat(spans.of(TRACE)).isEmpty();
    }

    @Test
    void aSamplerDecidesOfAnExecutionAsAWhole() throws InterruptedException {
        try (TestExecutor none =
                executor("executor-3", store.as("executor-3"), Sampler.parentBased(Sampler.alwaysOff()))) {
            ExecutionId id = none.start(ULID, new TraceContext(TRACE, null, "01"));
            attempt(none).succeed();
            await().until(() -> none.status(id).equals("completed"));
            await().until(() -> none.executions.running() == 0);
        }

        assertThat(spans.of(TRACE)).isEmpty();
    }
}
