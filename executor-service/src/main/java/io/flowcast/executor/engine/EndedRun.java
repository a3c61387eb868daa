package io.flowcast.executor.engine;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.executor.intent.Notice;
import io.flowcast.executor.store.Commit;
import io.flowcast.executor.store.Committed;
import io.flowcast.executor.store.LogEntry;
import io.flowcast.executor.store.Restoration;
import io.flowcast.executor.store.Restored;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * What is kept of a run that wrote the end of its execution, or gave it back, so that both can be written again where a
 * failover lost them. Nobody looks at such an execution any more who would notice.
 *
 * <p>Its texts are packed: as the run's own objects, some six hundred each, they were what the collector of an executor that
 * ends thousands a second mostly copied. Immutable but for the lease; any thread may use it.
 */
final class EndedRun {

    private static final Logger LOG = Logger.getLogger(EndedRun.class);

    private final RunTools tools;
    private final ExecutionId id;
    private final String traceId;
    private final Lease lease;
    private final boolean awaitsChild;
    /** Shared with other executions of the same version. */
    private final String definition;

    private final EventId previous;
    private final Commit.After after;
    private final List<Long> consumed;
    private final List<Notice> sent;
    private final List<Notice> notices;

    /** Sequence number of the first event that is kept. */
    private final long firstSeq;

    private final int fields;
    private final int fieldsOfCommit;
    private final int eventsOfCommit;
    /** Names and values of the fields, those of the commit first; then types and data of the events, the commit's last. */
    private final PackedTexts texts;

    /** @param last the commit, as it was written */
    EndedRun(RunTools tools, ExecutionState state, Lease lease, Tail tail, Commit last) {
        ExecutionState.Header header = state.header();
        Map<String, String> all = tools.codec().all(state, last.fields());
        definition = header.workflow().json();
        all.remove(ExecutionFields.DEFINITION);
        List<Restoration.Tail> events = tail.events();
        List<String> unpacked = new ArrayList<>(2 * (all.size() + events.size()));
        all.forEach((name, value) -> {
            unpacked.add(name);
            unpacked.add(value);
        });
        for (Restoration.Tail event : events) {
            unpacked.add(event.entry().type());
            unpacked.add(event.entry().data());
        }
        this.tools = tools;
        this.id = state.id();
        this.traceId = header.trace().traceId();
        this.lease = lease;
        this.awaitsChild = state.awaitsChild();
        this.previous = last.previous();
        this.after = last.after();
        this.consumed = last.consumed();
        this.sent = last.notices();
        this.notices = tail.notices();
        this.firstSeq = events.isEmpty() ? 0 : events.getFirst().id().seq();
        this.fields = all.size();
        this.fieldsOfCommit = last.fields().size();
        this.eventsOfCommit = last.events().size();
        this.texts = PackedTexts.of(unpacked);
    }

    ExecutionId id() {
        return id;
    }

    /** Roughly what it takes, in bytes. */
    long size() {
        return texts.size();
    }

    /** Makes sure that what it wrote last is still there, and writes it again where it is not. Blocks. */
    void confirm() throws InterruptedException {
        try (LogContext _ = LogContext.of(id, traceId)) {
            List<String> unpacked = texts.unpack();
            List<LogEntry> events = events(unpacked);
            Commit written = new Commit(
                    id,
                    lease.fence(),
                    previous,
                    fields(unpacked, fieldsOfCommit),
                    events.subList(events.size() - eventsOfCommit, events.size()),
                    after,
                    consumed,
                    sent);
            Committed outcome = tools.patience()
                    .untilAnswered("last commit of " + id, () -> tools.store().commit(written));
            if (outcome instanceof Committed.Rewound
                    && restore(unpacked, events)
                    && after instanceof Commit.After.HandBack) {
                release();
            }
        }
    }

    /** A restoration keeps the lease. What it waits for may be lost, too: somebody is to look. */
    private void release() throws InterruptedException {
        Commit handBack = new Commit(
                id,
                lease.fence(),
                lease.lastId(),
                Map.of(),
                List.of(),
                awaitsChild ? new Commit.After.HandBack(tools.clock().now()) : after,
                consumed,
                List.of());
        tools.patience().untilAnswered("release of " + id, () -> tools.store().commit(handBack));
    }

    private boolean restore(List<String> unpacked, List<LogEntry> events) throws InterruptedException {
        if (events.isEmpty()) {
            LOG.warn("the store lost what this process never knew; let go");
            return false;
        }
        Map<String, String> all = fields(unpacked, fields);
        all.put(ExecutionFields.DEFINITION, definition);
        List<Restoration.Tail> tail = new ArrayList<>();
        for (LogEntry event : events) {
            tail.add(new Restoration.Tail(new EventId(firstSeq + tail.size(), lease.fence()), event));
        }
        Restoration restoration =
                new Restoration(id, lease.fence(), all, notices, tail, lease.wasHeldWithin(tools.forgottenAfter()));
        Restored outcome = tools.patience()
                .untilAnswered("restoration of " + id, () -> tools.store().restore(restoration));
        switch (outcome) {
            case Restored.Done _ ->
                LOG.infof("restored up to %s", tail.getLast().id());
            case Restored.Fenced() -> LOG.warnf("fence %d is fenced off, another executor has it", lease.fence());
            case Restored.Diverged() -> LOG.warn("what the store holds cannot be reconciled; let go");
        }
        return outcome instanceof Restored.Done;
    }

    private static Map<String, String> fields(List<String> unpacked, int count) {
        Map<String, String> some = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            some.put(unpacked.get(2 * i), unpacked.get(2 * i + 1));
        }
        return some;
    }

    private List<LogEntry> events(List<String> unpacked) {
        List<LogEntry> events = new ArrayList<>();
        for (int i = 2 * fields; i < unpacked.size(); i += 2) {
            events.add(new LogEntry(unpacked.get(i), unpacked.get(i + 1)));
        }
        return events;
    }
}
