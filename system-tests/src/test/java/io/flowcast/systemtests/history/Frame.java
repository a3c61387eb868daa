package io.flowcast.systemtests.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.EventId;
import io.flowcast.events.EventType;
import io.flowcast.events.StreamEvents;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One block of an event stream, as it came, a comment included.
 *
 * @param id what stood behind {@code id:} in this very block, null where nothing did
 * @param event empty where no {@code event:} stood
 * @param retry what stood behind {@code retry:}
 */
public record Frame(
        @Nullable String id,
        String event,
        String data,
        @Nullable String retry,
        List<String> comments,
        Instant at) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public static Frame of(String id, String event, String data) {
        return new Frame(id, event, data, null, List.of(), Instant.EPOCH);
    }

    /** Whether it is an event of the log, of whatever type. */
    public boolean isLogEvent() {
        return id != null && !isSnapshot();
    }

    public boolean isSnapshot() {
        return event.equals(StreamEvents.SNAPSHOT);
    }

    public boolean isTerminal() {
        return EventType.terminal(event);
    }

    /** Whether whoever reads it knows that the execution has ended: the event that ends it, or a snapshot taken after that. */
    public boolean tellsTheEnd() {
        return isTerminal()
                || (isSnapshot()
                        && EventType.terminal(
                                "workflow." + json().path("status").asText()));
    }

    /** Of an event of a node. */
    public String nodeId() {
        return json().path("nodeId").asText();
    }

    public JsonNode json() {
        try {
            return JSON.readTree(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON: " + this, e);
        }
    }

    /** Whether it tells of a node that ended in the execution which this one retries. */
    public boolean isReused() {
        return json().path("reused").asBoolean();
    }

    /** Of a frame that carries an id. */
    public EventId eventId() {
        String text = id;
        if (text == null) {
            throw new IllegalStateException("no id: " + this);
        }
        return EventId.of(text);
    }
}
