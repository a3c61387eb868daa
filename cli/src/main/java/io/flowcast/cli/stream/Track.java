package io.flowcast.cli.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.Event;
import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionSnapshot;
import io.flowcast.events.StreamEvents;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far an execution has been told: says of each frame what it means, and never passes on an event twice or one before its
 * turn. The server promises as much; this keeps the promise towards the user whatever stands between. One thread owns it.
 */
final class Track {
    private static final ObjectMapper JSON = new ObjectMapper();

    private @Nullable EventId last;
    private boolean ended;

    /** The cursor to come back with. */
    Optional<EventId> cursor() {
        return Optional.ofNullable(last);
    }

    /** Whether nothing can follow any more. */
    boolean ended() {
        return ended;
    }

    Step step(Frame frame) {
        try {
            return switch (frame.event()) {
                case StreamEvents.SNAPSHOT -> replaced(frame);
                case StreamEvents.SYNCED -> new Step.Synced();
                case StreamEvents.RECONNECT ->
                    new Step.SentAway(JSON.readTree(frame.data()).path("reason").asText("unknown"));
                default -> frame.id() == null ? new Step.Other() : told(frame, frame.id());
            };
        } catch (JsonProcessingException e) {
            return new Step.Unreadable("a frame of type " + frame.event() + ": " + e.getOriginalMessage());
        }
    }

    private Step told(Frame frame, String id) throws JsonProcessingException {
        JsonNode tree = JSON.readTree(frame.data());
        Optional<EventId> read = EventId.parse(id);
        if (read.isEmpty() || !tree.has("seq")) {
            return new Step.Other();
        }
        long expected = last == null ? 1 : last.seq() + 1;
        if (read.get().seq() < expected) {
            return new Step.Known();
        }
        if (read.get().seq() > expected) {
            return new Step.Hole(read.get().seq() - expected);
        }
        Event event = JSON.treeToValue(tree, Event.class);
        last = read.get();
        ended = event.terminal();
        return new Step.Told(last, event, frame.data());
    }

    private Step replaced(Frame frame) throws JsonProcessingException {
        ExecutionSnapshot snapshot = JSON.readValue(frame.data(), ExecutionSnapshot.class);
        last = snapshot.lastEventId();
        ended = snapshot.status().terminal();
        return new Step.Replaced(snapshot, frame.data());
    }
}
