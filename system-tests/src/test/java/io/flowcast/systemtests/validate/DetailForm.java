package io.flowcast.systemtests.validate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flowcast.events.EventId;
import io.flowcast.events.StreamEvents;
import java.time.Instant;
import java.util.List;

/** The detail of an execution, reduced to what a snapshot tells and in its form, so that the two can be compared. */
public final class DetailForm {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> KEPT = List.of(
            "executionId",
            "lastEventId",
            "workflowId",
            "workflowName",
            "version",
            "status",
            "startTime",
            "endTime",
            "executionTime",
            "error",
            "nodesExecuted");
    private static final List<String> TIMES = List.of("startTime", "endTime", "until", "retryAt");

    private DetailForm() {}

    public static JsonNode asSnapshot(JsonNode detail) {
        ObjectNode snapshot = JSON.createObjectNode()
                .put("type", StreamEvents.SNAPSHOT)
                .put("seq", EventId.of(detail.path("lastEventId").asText()).seq())
                .put("timestamp", 0)
                .put("reason", "none");
        KEPT.stream().filter(detail::has).forEach(field -> snapshot.set(field, detail.get(field)));
        ObjectNode nodes = snapshot.putObject("nodes");
        detail.path("nodeDetails").properties().forEach(node -> {
            if (!node.getValue().path("status").asText().equals("pending")) {
                ObjectNode state = nodes.putObject(node.getKey());
                state.setAll((ObjectNode) node.getValue());
                state.remove(List.of("nodeId", "name", "type", "output"));
                toMillis(state);
            }
        });
        toMillis(snapshot);
        // Read again, so that numbers have the types that reading gives them.
        try {
            return JSON.readTree(JSON.writeValueAsString(snapshot));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read cannot be written", e);
        }
    }

    private static void toMillis(ObjectNode times) {
        TIMES.stream()
                .filter(times::has)
                .forEach(field -> times.put(
                        field, Instant.parse(times.get(field).asText()).toEpochMilli()));
    }
}
