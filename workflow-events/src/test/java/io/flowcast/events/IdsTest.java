package io.flowcast.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class IdsTest {
    private static final String ULID = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

    @Test
    void anEventIdIsReadInItsOneForm() {
        EventId id = EventId.of("12-1764000000000000");
        assertThat(id).isEqualTo(new EventId(12, 1764000000000000L)).hasToString("12-1764000000000000");
        assertThat(EventId.parse("1-0")).contains(new EventId(1, 0));
        assertThat(EventId.parse("999999999999999999-999999999999999999")).isPresent();
    }

    @Test
    void anythingElseIsNoEventId() {
        for (String text : List.of(
                "",
                "-",
                "1",
                "1-",
                "-1",
                "0-1",
                "01-1",
                "1-01",
                "+1-1",
                "1--1",
                "1-1-1",
                " 1-1",
                "1-1 ",
                "1.0-1",
                "a-1",
                "1-a",
                "١-١",
                "1000000000000000000-1",
                "1-1000000000000000000",
                "1_1",
                "1-1\n")) {
            assertThat(EventId.parse(text)).as("\"%s\"", text).isEmpty();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> EventId.of("x"));
        assertThatIllegalArgumentException().isThrownBy(() -> new EventId(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new EventId(1, -1));
    }

    @Test
    void anExecutionIdIsReadInItsOneForm() {
        ExecutionId id = ExecutionId.of("wf_exec_16383_" + ULID);
        assertThat(id.partition()).isEqualTo(16_383);
        assertThat(id.ulid()).isEqualTo(ULID);
        assertThat(id).hasToString("wf_exec_16383_" + ULID);
    }

    @Test
    void anythingElseIsNoExecutionId() {
        for (String text : List.of(
                "",
                "wf_exec_0_",
                "wf_exec_" + ULID,
                "wf_exec__" + ULID,
                "wf_exec_00_" + ULID,
                "wf_exec_01_" + ULID,
                "wf_exec_16384_" + ULID,
                "wf_exec_99999_" + ULID,
                "wf_exec_-1_" + ULID,
                "WF_EXEC_0_" + ULID,
                "wf_exec_0_" + ULID.toLowerCase(Locale.ROOT),
                "wf_exec_0_" + ULID + "0",
                "wf_exec_0_8" + ULID.substring(1),
                "wf_exec_0_I" + ULID.substring(1),
                "wf_exec_0_" + ULID + "\n",
                "wf_exec_0_" + ULID.substring(1) + "U")) {
            assertThat(ExecutionId.parse(text)).as("\"%s\"", text).isEmpty();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> ExecutionId.of("x"));
        assertThatIllegalArgumentException().isThrownBy(() -> new ExecutionId(16_384, ULID));
    }

    @Test
    void aMessageHoldsTheEventsOfOneEntry() {
        EventBatch batch = EventBatch.ofMessage("4-7\nnode.log {\"message\":\"a b c\"}\nnode.completed {}")
                .orElseThrow();
        assertThat(batch.events())
                .containsExactly(
                        new EventMessage(new EventId(3, 7), "node.log", "{\"message\":\"a b c\"}"),
                        new EventMessage(new EventId(4, 7), "node.completed", "{}"));
        assertThat(EventBatch.ofMessage(batch.message())).contains(batch);
        for (String text : List.of("", "alive", "3-7", "x\nnode.log {}", " 3-7\nnode.log {}")) {
            assertThat(EventBatch.ofMessage(text)).as("\"%s\"", text).isEmpty();
        }
        for (String text : List.of("node.log", " {}", "a {}\n\nb {}", "a {}\nb {}\nc {}\nd {}\ne {}")) {
            assertThatIllegalArgumentException()
                    .as("\"%s\"", text)
                    .isThrownBy(() -> new EventBatch(new EventId(4, 7), text).events());
        }
    }

    @Test
    void everyKeyOfAnExecutionHasItsPartitionAsHashTag() {
        RedisKeys keys = RedisKeys.of(ExecutionId.of("wf_exec_7_" + ULID));
        ExecutionId id = new ExecutionId(7, ULID);
        assertThat(List.of(
                        keys.execution(id),
                        keys.log(id),
                        keys.events(id),
                        keys.due(),
                        keys.bell(),
                        keys.beat(),
                        keys.ended(),
                        keys.index(),
                        keys.index(ExecutionStatus.RUNNING),
                        keys.workflowIndex("w"),
                        keys.workflowIndex("w", ExecutionStatus.FAILED),
                        keys.idempotency("o", "k"),
                        keys.claim("t"),
                        keys.probe("r")))
                .allMatch(key -> key.startsWith("flow:{7}:"))
                .doesNotHaveDuplicates();
    }

    @Test
    void noOwnersIdempotencyKeyIsAnothers() {
        RedisKeys keys = new RedisKeys(0);
        assertThat(keys.idempotency("a:b", "c")).isNotEqualTo(keys.idempotency("a", "b:c"));
        assertThat(keys.idempotency("", "1:a:b")).isNotEqualTo(keys.idempotency("a", "b"));
    }

    @Test
    void spanIdsAreTheSameInEveryProcess() {
        ExecutionId id = new ExecutionId(0, ULID);
        assertThat(TraceIds.span(id)).matches("[0-9a-f]{16}").isEqualTo(TraceIds.span(id));
        assertThat(TraceIds.span(id, "a")).isNotEqualTo(TraceIds.span(id, "b")).isNotEqualTo(TraceIds.span(id));
    }

    @Test
    void statusesAreReadAsTheyAreWritten() {
        for (ExecutionStatus status : ExecutionStatus.values()) {
            assertThat(ExecutionStatus.parse(status.wire())).contains(status);
        }
        assertThat(ExecutionStatus.parse("RUNNING")).isEmpty();
        for (EventType type : EventType.values()) {
            assertThat(EventType.parse(type.wire())).contains(type);
        }
    }
}
