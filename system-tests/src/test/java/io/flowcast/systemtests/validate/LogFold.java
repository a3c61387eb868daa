package io.flowcast.systemtests.validate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.Event;
import io.flowcast.events.EventId;
import io.flowcast.events.Fold;
import io.flowcast.systemtests.validate.EqualToLog.Entry;
import java.util.List;
import java.util.Optional;

/** The state that a log tells, in the form of a snapshot. */
public final class LogFold {
    private static final ObjectMapper JSON = new ObjectMapper();

    private LogFold() {}

    /**
     * What the log tells up to the id of this snapshot; when and why it was taken, no log tells.
     *
     * @return empty where the log has no such event
     */
    public static Optional<JsonNode> at(List<Entry> log, JsonNode snapshot) {
        try {
            Fold fold = new Fold();
            for (Entry entry : log) {
                fold.add(EventId.of(entry.id()), JSON.readValue(entry.data(), Event.class));
                if (entry.id().equals(snapshot.path("lastEventId").asText())) {
                    return Optional.of(JSON.readTree(JSON.writeValueAsString(fold.snapshot(
                            snapshot.path("timestamp").asLong(),
                            snapshot.path("reason").asText()))));
                }
            }
            return Optional.empty();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no event in the log", e);
        }
    }
}
