package io.flowcast.gateway.hub;

import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionSnapshot;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.gateway.log.Continuity;
import io.flowcast.gateway.log.LogPage;
import io.flowcast.gateway.log.LogSource;
import io.flowcast.gateway.log.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A hub with everything round it in the test's hand: the log, the frames on their way, the reads on theirs, the timers. A
 * read takes effect when the test says so, and its answer arrives when the test says so.
 */
final class Stage implements Surroundings, LogSource {
    static final ExecutionId ID = ExecutionId.of("wf_exec_0_01ARZ3NDEKTSV4RRFFQ69G5FAV");
    private static final int PAGE = 3;

    /** A read: first {@code effect} at Redis, then {@code arrival} here. */
    static final class Read {
        private final Runnable effect;
        private @Nullable Runnable arrival;

        private Read(Consumer<Read> effect) {
            this.effect = () -> effect.accept(this);
        }

        /** Whether it has seen the log. */
        boolean effective() {
            return arrival != null;
        }
    }

    final Hub hub;
    final List<EventMessage> log = new ArrayList<>();
    final Deque<Frame> frames = new ArrayDeque<>();
    final Deque<Read> reads = new ArrayDeque<>();
    final Deque<Runnable> timers = new ArrayDeque<>();
    final List<String> snapshots = new ArrayList<>();
    int sent;
    boolean dirty;
    boolean deserted;
    boolean unreachable;
    boolean deleted;
    private int trimmed;
    private long fence = 100;

    Stage() {
        this(ID);
    }

    Stage(ExecutionId id) {
        hub = new Hub(id, this);
    }

    // What an executor does.

    Stage write(int count) {
        for (int i = 0; i < count; i++) {
            publish(append("node.log"));
        }
        return this;
    }

    /** Written, and the PUBLISH lost. */
    Stage writeSilently(int count) {
        for (int i = 0; i < count; i++) {
            append("node.log");
        }
        return this;
    }

    Stage complete() {
        publish(append("workflow.completed"));
        return this;
    }

    Stage takeOver() {
        fence++;
        return this;
    }

    Stage lose(int count) {
        for (int i = 0; i < count; i++) {
            log.removeLast();
        }
        return this;
    }

    Stage trim(int count) {
        trimmed = count;
        return this;
    }

    int trimmed() {
        return trimmed;
    }

    long fence() {
        return fence;
    }

    EventId last() {
        return log.getLast().id();
    }

    void publish(EventMessage message) {
        frames.add(Frame.of(message));
    }

    EventMessage append(String type) {
        EventMessage message = new EventMessage(new EventId(log.size() + 1L, fence), type, "{}");
        log.add(message);
        return message;
    }

    // What the loop does.

    /** Everything that is under way arrives, in order, till nothing is. */
    Stage settle() {
        for (int i = 0; i < 10_000 && (!frames.isEmpty() || !reads.isEmpty() || dirty); i++) {
            if (!frames.isEmpty()) {
                hub.accept(frames.poll());
            } else if (dirty) {
                flush();
            } else {
                answer();
            }
        }
        return this;
    }

    Stage arrive() {
        while (!frames.isEmpty()) {
            hub.accept(frames.poll());
        }
        return flush();
    }

    Stage flush() {
        dirty = false;
        hub.flush();
        return this;
    }

    /** The oldest read takes effect and its answer arrives. */
    Stage answer() {
        effect();
        return arrival();
    }

    /** The oldest read that has not done so takes effect: it sees the log as it is now. */
    Stage effect() {
        reads.stream().filter(read -> read.arrival == null).findFirst().ifPresent(read -> read.effect.run());
        return this;
    }

    /** The answer of the oldest read arrives. */
    Stage arrival() {
        Read first = reads.peek();
        if (first != null && first.arrival != null) {
            reads.poll();
            first.arrival.run();
        }
        return this;
    }

    Stage timer() {
        Runnable due = timers.poll();
        if (due != null) {
            due.run();
        }
        return this;
    }

    /** As the loop does every half keepalive. */
    Stage checkTail() {
        hub.quiet();
        hub.quiet().ifPresent(asked -> hub.tail(asked, deleted ? null : last()));
        return this;
    }

    Client join(Opening opening) {
        return join(opening, true);
    }

    Client join(Opening opening, boolean eventSource) {
        Client client = new Client();
        Subscriber subscriber = hub.join(client, opening, eventSource);
        client.subscriber = subscriber;
        subscriber.start();
        return client;
    }

    Client joinFromStart() {
        return join(new Opening.FromStart());
    }

    // What the hub asks for.

    @Override
    public void read(ExecutionId id, @Nullable EventId after, Consumer<Reading> answer) {
        sent++;
        reads.add(new Read(read -> {
            Reading seen = unreachable
                    ? new Reading.Unreachable("gone fishing")
                    : deleted || log.isEmpty() ? new Reading.Missing() : Continuity.judge(after, page(after));
            read.arrival = () -> answer.accept(seen);
        }));
    }

    private LogPage page(@Nullable EventId after) {
        int count = after == null ? PAGE : PAGE + 1;
        List<EventMessage> entries = log.stream()
                .skip(trimmed)
                .filter(entry -> after == null
                        || entry.id().seq() > after.seq()
                        || (entry.id().seq() == after.seq() && entry.id().fence() >= after.fence()))
                .limit(count)
                .toList();
        return new LogPage(last(), status(), log.get(trimmed).id(), entries, entries.size() == count);
    }

    @Override
    public void snapshot(ExecutionId id, String reason, Consumer<StateReading> answer) {
        reads.add(new Read(read -> {
            StateReading seen = unreachable
                    ? new StateReading.Unreachable("gone fishing")
                    : deleted || log.isEmpty()
                            ? new StateReading.Missing()
                            : new StateReading.State(state(reason), "{\"reason\":\"" + reason + "\"}");
            read.arrival = () -> answer.accept(seen);
        }));
    }

    private ExecutionSnapshot state(String reason) {
        return new ExecutionSnapshot(
                "execution.snapshot",
                ID,
                last().seq(),
                last(),
                0,
                reason,
                "w",
                "W",
                1,
                status(),
                0,
                null,
                null,
                null,
                List.of(),
                Map.of());
    }

    private ExecutionStatus status() {
        return log.getLast().terminal() ? ExecutionStatus.COMPLETED : ExecutionStatus.RUNNING;
    }

    @Override
    public void tails(List<ExecutionId> ids, Consumer<TailReading> answer) {
        throw new UnsupportedOperationException("the loop's, not the hub's");
    }

    @Override
    public LogSource log() {
        return this;
    }

    @Override
    public void after(Duration delay, Runnable work) {
        timers.add(work);
    }

    @Override
    public Patience patience() {
        return new Patience(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofMillis(500), 3);
    }

    @Override
    public void deserted(Hub hub) {
        deserted = true;
    }

    @Override
    public void dirty(Hub hub) {
        dirty = true;
    }

    @Override
    public Tally tally() {
        return new Tally() {
            @Override
            public void opened() {}

            @Override
            public void closed(Ending why) {}

            @Override
            public void rejected(Rejection why) {}

            @Override
            public void delivered(int connections, int events, int bytes, long timestamp) {}

            @Override
            public void replayed(int events) {}

            @Override
            public void resumed() {}

            @Override
            public void looked(Cause cause) {}

            @Override
            public void healed(int events) {}

            @Override
            public void snapshot(String reason) {
                snapshots.add(reason);
            }

            @Override
            public void lagged() {}
        };
    }

    /** A client's connection, which writes down what it is told. */
    static final class Client implements Outlet {
        final List<String> blocks = new ArrayList<>();
        int writes;
        /** Its connection breaks within the write of this number, or where the stream is accepted at 0; -1 for never. */
        int leavesAfter = -1;

        boolean full;
        boolean accepted;

        @Nullable
        Rejection rejected;

        @Nullable
        Ending ended;

        @Nullable
        Source subscriber;

        /** Event ids in order; a snapshot is {@code =id}. */
        List<String> ids() {
            return blocks.stream()
                    .filter(block -> block.startsWith("id: "))
                    .map(block -> (block.contains("event: execution.snapshot") ? "=" : "")
                            + block.substring(4, block.indexOf('\n')))
                    .toList();
        }

        Source subscriber() {
            if (subscriber == null) {
                throw new IllegalStateException("not joined");
            }
            return subscriber;
        }

        boolean synced() {
            return blocks.stream().anyMatch(block -> block.startsWith("event: stream.synced"));
        }

        void drain() {
            full = false;
            subscriber().drained();
        }

        @Override
        public void accept() {
            if (accepted || rejected != null) {
                throw new IllegalStateException("answered twice");
            }
            accepted = true;
            leave();
        }

        @Override
        public void reject(Rejection why) {
            if (accepted || rejected != null) {
                throw new IllegalStateException("answered twice");
            }
            rejected = why;
        }

        @Override
        public boolean full() {
            return full;
        }

        @Override
        public void write(Chunk chunk) {
            if (!accepted || ended != null) {
                throw new IllegalStateException("written outside the stream");
            }
            writes++;
            String text = chunk.prepared(String.class, bytes -> new String(bytes, StandardCharsets.UTF_8));
            Stream.of(text.split("\n\n")).forEach(blocks::add);
            leave();
        }

        private void leave() {
            if (writes == leavesAfter) {
                subscriber().disconnected();
            }
        }

        @Override
        public void caughtUp() {
            if (!synced()) {
                write(Chunk.of("event: stream.synced\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8)));
            }
        }

        @Override
        public void end(Ending why) {
            if (ended != null) {
                throw new IllegalStateException("ended twice");
            }
            ended = why;
        }
    }
}
