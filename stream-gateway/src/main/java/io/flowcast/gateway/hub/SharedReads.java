package io.flowcast.gateway.hub;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;
import io.flowcast.gateway.log.LogSource;
import io.flowcast.gateway.log.LogSource.StateReading;
import io.flowcast.gateway.log.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One read for all who want the same (single flight), but only for those who asked before it was sent: whoever asks while
 * it is under way may have missed frames that it will not bring, and waits for the next.
 */
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

    private final ExecutionId id;
    private final LogSource log;
    private final Map<Optional<EventId>, Flight<Page>> pages = new HashMap<>();
    private final Map<String, Flight<StateReading>> states = new HashMap<>();

    SharedReads(ExecutionId id, LogSource log) {
        this.id = id;
        this.log = log;
    }

    void read(@Nullable EventId after, Consumer<Page> answer) {
        share(
                pages,
                Optional.ofNullable(after),
                answer,
                arrived -> log.read(id, after, reading -> arrived.accept(Page.of(reading))));
    }

    void snapshot(String reason, Consumer<StateReading> answer) {
        share(states, reason, answer, arrived -> log.snapshot(id, reason, arrived));
    }

    private static <K, T> void share(Map<K, Flight<T>> flights, K key, Consumer<T> answer, Consumer<Consumer<T>> send) {
        Flight<T> underWay = flights.get(key);
        if (underWay != null) {
            underWay.next.add(answer);
            return;
        }
        launch(flights, key, List.of(answer), send);
    }

    private static <K, T> void launch(
            Map<K, Flight<T>> flights, K key, List<Consumer<T>> passengers, Consumer<Consumer<T>> send) {
        Flight<T> flight = new Flight<>();
        flights.put(key, flight);
        send.accept(result -> {
            flights.remove(key);
            if (!flight.next.isEmpty()) {
                launch(flights, key, flight.next, send);
            }
            passengers.forEach(passenger -> passenger.accept(result));
        });
    }

    private static final class Flight<T> {
        /** Who asked since it was sent. */
        private final List<Consumer<T>> next = new ArrayList<>();
    }
}
