package io.flowcast.systemtests.validate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.EventType;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Every node that was started has ended by the terminal event: completed, failed, skipped or cancelled. */
public final class NoNodeLeftRunning implements Validator {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public List<String> violations(History history) {
        Set<String> open = new TreeSet<>();
        history.events().forEach(event -> follow(event, open));
        return open.stream().map(node -> "node " + node + " never ended").toList();
    }

    private static void follow(Frame event, Set<String> open) {
        Optional<EventType> type = EventType.parse(event.event());
        if (type.isEmpty()) {
            return;
        }
        switch (type.get()) {
            case NODE_STARTED -> open.add(node(event));
            case NODE_COMPLETED, NODE_FAILED, NODE_SKIPPED, NODE_CANCELLED -> open.remove(node(event));
            case WORKFLOW_QUEUED,
                    WORKFLOW_STARTED,
                    NODE_RETRYING,
                    NODE_WAITING,
                    NODE_PROGRESS,
                    NODE_LOG,
                    SIGNAL_RECEIVED,
                    EXECUTION_CLAIMED,
                    EXECUTION_WAITING,
                    WORKFLOW_PAUSED,
                    WORKFLOW_RESUMED,
                    WORKFLOW_COMPLETED,
                    WORKFLOW_FAILED,
                    WORKFLOW_CANCELLED -> {}
        }
    }

    private static String node(Frame event) {
        try {
            JsonNode data = JSON.readTree(event.data());
            return data.path("nodeId").asText();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON in " + event, e);
        }
    }
}
