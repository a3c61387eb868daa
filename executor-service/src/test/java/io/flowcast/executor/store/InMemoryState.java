package io.flowcast.executor.store;

import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What Redis would hold. Guarded by itself: whoever touches it owns its monitor. */
final class InMemoryState {

    final Map<ExecutionId, Map<String, String>> hashes = new HashMap<>();
    final Map<ExecutionId, List<Restoration.Tail>> logs = new HashMap<>();
    final Map<ExecutionId, Long> due = new HashMap<>();
    final Map<String, KeyRecord> idempotency = new HashMap<>();
    final Map<String, ClaimRecord> claims = new HashMap<>();
    /** By workflow: the executions that have a slot, and those that stand in line for one. */
    final Map<String, Set<ExecutionId>> slots = new HashMap<>();

    final Map<String, List<ExecutionId>> lines = new HashMap<>();
    final Map<RunningList, Kept> items = new HashMap<>();
    final Map<RunningList, Map<Integer, String>> itemSignals = new HashMap<>();
    /** By execution; a failover takes back nothing of it. */
    final Map<ExecutionId, List<EventMessage>> published = new HashMap<>();

    /** The last number of an intent; a failover takes nothing back of it. */
    long intents;

    long beat;
    long grace;
    private long lastFence;

    record RunningList(ExecutionId id, String nodeId) {}

    /** @param inherited from the execution that this one retries */
    record Kept(String list, Map<Integer, String> results, Map<String, String> notes, boolean inherited) {}

    record KeyRecord(ExecutionId id, String bodyDigest, long until) {}

    record ClaimRecord(List<Taken> taken, long until) {}

    record Taken(ExecutionId id, long fence, Claims.Owner owner, long dueAt) {}

    /** Puts all but what was published back to what it is now. */
    Runnable remember() {
        InMemoryState copy = new InMemoryState();
        copy.copy(this);
        return () -> copy(copy);
    }

    private void copy(InMemoryState other) {
        hashes.clear();
        other.hashes.forEach((id, fields) -> hashes.put(id, new TreeMap<>(fields)));
        logs.clear();
        other.logs.forEach((id, log) -> logs.put(id, new ArrayList<>(log)));
        due.clear();
        due.putAll(other.due);
        idempotency.clear();
        idempotency.putAll(other.idempotency);
        claims.clear();
        claims.putAll(other.claims);
        slots.clear();
        other.slots.forEach((workflow, ids) -> slots.put(workflow, new HashSet<>(ids)));
        lines.clear();
        other.lines.forEach((workflow, ids) -> lines.put(workflow, new ArrayList<>(ids)));
        items.clear();
        other.items.forEach((node, kept) -> items.put(
                node,
                new Kept(kept.list(), new TreeMap<>(kept.results()), new TreeMap<>(kept.notes()), kept.inherited())));
        beat = other.beat;
        grace = other.grace;
    }

    Set<ExecutionId> slots(String workflow) {
        return slots.computeIfAbsent(workflow, _ -> new HashSet<>());
    }

    List<ExecutionId> line(String workflow) {
        return lines.computeIfAbsent(workflow, _ -> new ArrayList<>());
    }

    long nextFence(long stored, long now) {
        lastFence = Math.max(Math.max(stored, lastFence) + 1, now * 1000);
        return lastFence;
    }

    void append(ExecutionId id, long fence, long afterSeq, List<LogEntry> events) {
        long seq = afterSeq;
        for (LogEntry event : events) {
            append(id, new Restoration.Tail(new EventId(++seq, fence), event));
        }
    }

    void append(ExecutionId id, Restoration.Tail entry) {
        logs.computeIfAbsent(id, i -> new ArrayList<>()).add(entry);
        published
                .computeIfAbsent(id, i -> new ArrayList<>())
                .add(new EventMessage(
                        entry.id(), entry.entry().type(), entry.entry().data()));
    }

    static long fence(Map<String, String> hash) {
        return Long.parseLong(hash.getOrDefault(ExecutionFields.FENCE, "0"));
    }

    static EventId lastId(Map<String, String> hash) {
        return EventId.of(hash.getOrDefault(ExecutionFields.LAST_ID, ""));
    }

    static boolean ended(Map<String, String> hash) {
        return ExecutionStatus.parse(hash.getOrDefault(ExecutionFields.STATUS, ""))
                .map(ExecutionStatus::terminal)
                .orElse(false);
    }

    static boolean held(Map<String, String> hash) {
        return !hash.getOrDefault(ExecutionFields.EXECUTOR, "").isEmpty();
    }

    /** Whether somebody holds it who did not let go of it in good order. */
    static boolean died(Map<String, String> hash) {
        return held(hash)
                && !hash.getOrDefault(ExecutionFields.LET_GO, "").equals(hash.getOrDefault(ExecutionFields.FENCE, ""));
    }
}
