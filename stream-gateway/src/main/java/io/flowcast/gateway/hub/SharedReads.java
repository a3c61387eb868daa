package io.flowcast.gateway.hub;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;
import io.flowcast.gateway.log.LogSource;
import io.flowcast.gateway.log.LogSource.StateReading;
import io.flowcast.gateway.log.Reading;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The reads of one execution, each for all who want the same. Of one event loop. */
final class SharedReads {

    /**
     * What was read, encoded once.
     *
     * @param frames of {@link Reading.Events}, else none
     */
    record Page(Reading reading, List<Frame> frames, Chunk chunk) {
        private static Page of(Reading reading) {
            List<Frame> frames = reading instanceof Reading.Events events
                    ? events.events().stream().map(Frame::of).toList()
                    : List.of();
            return new Page(reading, frames, Chunk.join(frames));
        }
    }

    private final Flights<Optional<EventId>, Page> pages;
    private final Flights<String, StateReading> states;

    SharedReads(ExecutionId id, LogSource log) {
        this.pages = new Flights<>(
                (after, arrived) -> log.read(id, after.orElse(null), reading -> arrived.accept(Page.of(reading))),
                SharedReads::reachesBack);
        this.states = new Flights<>((reason, arrived) -> log.snapshot(id, reason, arrived), String::equals);
    }

    void read(@Nullable EventId after, Consumer<Page> answer) {
        pages.ask(Optional.ofNullable(after), answer);
    }

    /**
     * For one who joins. He may not share a read that is under way, since frames that he has not heard may be missing in it;
     * but what its readers have got by then, and vouch for, may be all that he needs, from the hub's memory.
     *
     * @param served whether he got it from there
     */
    void join(@Nullable EventId after, Consumer<Page> answer, BooleanSupplier served) {
        pages.ask(Optional.ofNullable(after), answer, served);
    }

    void snapshot(String reason, Consumer<StateReading> answer) {
        states.ask(reason, answer);
    }

    private static boolean reachesBack(Optional<EventId> read, Optional<EventId> wanted) {
        return read.isEmpty()
                || (wanted.isPresent() && read.get().seq() <= wanted.get().seq());
    }
}
