package io.flowcast.executor.store;

import com.github.f4b6a3.ulid.UlidCreator;
import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.intent.Notice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the tests of the store write. */
final class Samples {

    static final Commit.After KEEP = new Commit.After.Keep();
    static final Commit.After END = new Commit.After.End();

    private Samples() {}

    static ExecutionId id() {
        return id(0);
    }

    static ExecutionId id(int partition) {
        return new ExecutionId(partition, UlidCreator.getMonotonicUlid().toString());
    }

    static List<LogEntry> events(String... types) {
        List<LogEntry> events = new ArrayList<>();
        for (String type : types) {
            events.add(new LogEntry(type, "{\"type\":\"" + type + "\",\"text\":\"zwölf Äpfel, a  b\"}"));
        }
        return events;
    }

    static Map<String, String> fields(String status) {
        return Map.of(
                "workflowId",
                "order",
                "workflowName",
                "Order",
                "status",
                status,
                "owner",
                "ann",
                "startTime",
                "1800000000123",
                "definition",
                "{}");
    }

    /** Accepted, for anybody to take up. */
    static Creation queued(ExecutionId id) {
        return new Creation(id, fields("pending"), events("workflow.queued"), false, false, 0, null);
    }

    /** Accepted and taken up at once. */
    static Creation started(ExecutionId id) {
        return new Creation(id, fields("running"), events("workflow.started", "node.started"), true, false, 0, null);
    }

    /** With these fields as well. */
    static Creation with(Creation creation, Map<String, String> more) {
        Map<String, String> fields = new HashMap<>(creation.fields());
        fields.putAll(more);
        return new Creation(
                creation.id(),
                fields,
                creation.events(),
                creation.claim(),
                creation.lineUp(),
                creation.notBefore(),
                creation.idempotency());
    }

    /** One of at most two that run at once; it stands in line where that is allowed. */
    static Creation limited(Creation creation, boolean lineUp) {
        return new Creation(
                creation.id(),
                with(creation, Map.of("limit", "2")).fields(),
                creation.events(),
                creation.claim(),
                lineUp,
                creation.notBefore(),
                creation.idempotency());
    }

    static Creation notBefore(Creation creation, long time) {
        return new Creation(
                creation.id(),
                creation.fields(),
                creation.events(),
                creation.claim(),
                creation.lineUp(),
                time,
                creation.idempotency());
    }

    static Creation withKey(Creation creation, String key, String digest) {
        return new Creation(
                creation.id(),
                creation.fields(),
                creation.events(),
                creation.claim(),
                creation.lineUp(),
                creation.notBefore(),
                new Creation.Idempotency(key, digest));
    }

    /** A step that changes no status. */
    static Commit step(ExecutionId id, EventId previous, long fence) {
        return new Commit(
                id,
                fence,
                previous,
                Map.of("node:a", "{\"status\":\"completed\"}", "output:a", "42"),
                events("node.completed", "node.started"),
                KEEP,
                List.of(),
                List.of());
    }

    static Commit handBack(ExecutionId id, EventId previous, long fence, long dueAt) {
        return new Commit(
                id,
                fence,
                previous,
                Map.of("status", "waiting"),
                events("execution.waiting"),
                new Commit.After.HandBack(dueAt),
                List.of(),
                List.of());
    }

    static Commit withoutEvent(ExecutionId id, EventId previous, long fence, Commit.After after) {
        return new Commit(id, fence, previous, Map.of(), List.of(), after, List.of(), List.of());
    }

    static Commit end(ExecutionId id, EventId previous, long fence) {
        return new Commit(
                id,
                fence,
                previous,
                Map.of("status", "completed"),
                events("workflow.completed"),
                END,
                List.of(),
                List.of());
    }

    static Commit consuming(Commit commit, List<Intent> intents) {
        return new Commit(
                commit.id(),
                commit.fence(),
                commit.previous(),
                commit.fields(),
                commit.events(),
                commit.after(),
                intents.stream().map(Intent::number).toList(),
                commit.notices());
    }

    static Commit notifying(Commit commit, Notice... notices) {
        return new Commit(
                commit.id(),
                commit.fence(),
                commit.previous(),
                commit.fields(),
                commit.events(),
                commit.after(),
                commit.consumed(),
                List.of(notices));
    }

    /** What the owner knows: these fields over those of {@link #fields}, and this tail. */
    static Restoration restoration(
            ExecutionId id, long fence, Map<String, String> changed, List<Restoration.Tail> tail, boolean mayRecreate) {
        Map<String, String> fields = new HashMap<>(fields("running"));
        fields.putAll(changed);
        return new Restoration(id, fence, fields, List.of(), tail, mayRecreate);
    }

    static final Intent.Request CANCEL = new Intent.Request.Cancel();
    static final Intent.Request PAUSE = new Intent.Request.Pause();
    static final Intent.Request RESUME = new Intent.Request.Resume();

    static List<Intent.Request> requests(List<Intent> intents) {
        return intents.stream().map(Intent::request).toList();
    }
}
