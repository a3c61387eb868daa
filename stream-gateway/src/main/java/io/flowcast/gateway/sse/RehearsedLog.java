package io.flowcast.gateway.sse;

import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.gateway.log.LogSource;
import io.flowcast.gateway.log.Reading;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Asks Redis for executions that nobody has started, and answers as if they were under way. */
final class RehearsedLog implements LogSource {
    private static final long FENCE = 1;
    private static final long EVENTS = 10;
    private static final EventId LAST = new EventId(EVENTS, FENCE);
    private static final String DATA =
            "{\"type\":\"node.log\",\"timestamp\":0,\"message\":\"" + "-".repeat(150) + "\"}";

    private final LogSource log;

    RehearsedLog(LogSource log) {
        this.log = log;
    }

    /** With what a client comes back that has seen half of it. */
    static EventId cursor() {
        return new EventId(EVENTS / 2, FENCE);
    }

    @Override
    public void read(ExecutionId id, @Nullable EventId after, Consumer<Reading> answer) {
        long seen = after == null ? 0 : after.seq();
        log.read(
                id,
                after,
                reading -> answer.accept(
                        switch (reading) {
                            case Reading.Missing missing ->
                                new Reading.Events(following(seen), true, LAST, ExecutionStatus.RUNNING);
                            case Reading.Events events -> events;
                            case Reading.Broken broken -> broken;
                            case Reading.Unreachable unreachable -> unreachable;
                        }));
    }

    private static List<EventMessage> following(long seen) {
        return LongStream.rangeClosed(seen + 1, EVENTS)
                .mapToObj(seq -> new EventMessage(new EventId(seq, FENCE), "node.log", DATA))
                .toList();
    }

    @Override
    public void snapshot(ExecutionId id, String reason, Consumer<StateReading> answer) {
        log.snapshot(id, reason, answer);
    }

    @Override
    public void tails(List<ExecutionId> ids, Consumer<TailReading> answer) {
        answer.accept(new TailReading.Tails(ids.stream().map(id -> LAST).toList()));
    }
}
