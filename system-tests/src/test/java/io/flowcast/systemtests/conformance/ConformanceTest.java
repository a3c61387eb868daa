package io.flowcast.systemtests.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.conformance.Report;
import io.flowcast.conformance.rule.Rule;
import io.flowcast.conformance.rule.Suite;
import io.flowcast.conformance.rule.Target;
import io.flowcast.conformance.wire.Head.Header;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.harness.Guard;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A gateway as it runs keeps every rule that any server of event streams has to keep. */
class ConformanceTest {
    private static final String TOKEN = Guard.ISSUER.token("conformance", "flowcast-operator");

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.guarded();

    private final FlowcastApi api = FLOWCAST.api(0).as(TOKEN);

    @Test
    void everyRuleIsKept() throws Exception {
        String id = api.execute(TestDefinitions.ASKING, Map.of());
        String over = api.execute(TestDefinitions.INSTANT, Map.of());
        AtomicBoolean paused = new AtomicBoolean();
        toggle(id, paused);
        try {
            List<String> lines = new ArrayList<>();
            Report report = Report.of(
                    target(id, Optional.of(over), Optional.empty(), Optional.of(() -> toggle(id, paused))),
                    Suite.rules(),
                    lines::add);
            assertThat(report.broken()).as(String.join("\n", lines)).isEmpty();
            assertThat(report.notApplicable().stream().map(Rule::name))
                    .as(String.join("\n", lines))
                    .allMatch(name -> name.equals("cursor-forgotten") || name.startsWith("through-"));
        } finally {
            api.post("/api/workflow/executions/" + id + "/cancel", "");
        }
    }

    @Test
    void aCursorOlderThanTheLogIsToldSo() throws Exception {
        String id = api.execute(TestDefinitions.ASKING, Map.of());
        toggle(id, new AtomicBoolean());
        // So that there is more than one entry to be trimmed.
        await().until(() ->
                FLOWCAST.log(id).stream().anyMatch(entry -> entry.type().equals("workflow.paused")));
        try (RedisCommands redis = FLOWCAST.redis()) {
            String first = FLOWCAST.log(id).getFirst().id();
            ExecutionId execution = ExecutionId.of(id);
            redis.call("XTRIM", RedisKeys.of(execution).log(execution), "MAXLEN", "1");
            Report report = Report.of(
                    target(id, Optional.empty(), Optional.of(first), Optional.empty()),
                    List.of(Suite.rule("cursor-forgotten")),
                    line -> {});
            assertThat(report.verdicts().values())
                    .singleElement()
                    .satisfies(verdict -> assertThat(verdict.evidence()).contains("execution.snapshot"));
        } finally {
            api.post("/api/workflow/executions/" + id + "/cancel", "");
        }
    }

    private static Target target(
            String id, Optional<String> over, Optional<String> forgotten, Optional<Target.Emitter> emitter) {
        return new Target(
                stream(id),
                List.of(new Header("Authorization", "Bearer " + TOKEN)),
                over.map(ConformanceTest::stream),
                Optional.of("lastEventId"),
                Optional.of("999999-1"),
                forgotten,
                Guard.foreignOrigin(),
                emitter,
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                Duration.ofSeconds(30));
    }

    private static URI stream(String id) {
        return FLOWCAST.stack().gateway(0).uri("/api/workflow/executions/" + id + "/stream");
    }

    /** One event more: it is paused, or resumed. */
    private void toggle(String id, AtomicBoolean paused) {
        try {
            String command = paused.getAndSet(!paused.get()) ? "/resume" : "/pause";
            assertThat(api.post("/api/workflow/executions/" + id + command, "").statusCode())
                    .isEqualTo(202);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
