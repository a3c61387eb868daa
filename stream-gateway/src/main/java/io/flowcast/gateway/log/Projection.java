package io.flowcast.gateway.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionSnapshot;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.NodeState;
import io.flowcast.events.NodeStatus;
import io.flowcast.events.Problem;
import io.flowcast.events.StreamEvents;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the state that stands in Redis, and shows of it what the log tells: the snapshot is exactly the fold of the log.
 * Thread-safe.
 */
public final class Projection {
    private static final Comparator<Map.Entry<String, NodeState>> BY_START = Comparator.comparing(
            entry -> Objects.requireNonNullElse(entry.getValue().startedSeq(), Long.MAX_VALUE));

    private final ObjectMapper json;

    public Projection(ObjectMapper json) {
        this.json = json;
    }

    /**
     * What the log has told so far.
     *
     * @param now epoch milliseconds
     */
    public ExecutionSnapshot snapshot(ExecutionId id, Map<String, String> fields, String reason, long now) {
        EventId last = EventId.of(required(fields, ExecutionFields.LAST_ID));
        Map<String, NodeState> nodes = nodes(fields);
        Map<String, ExecutionSnapshot.Node> shown = new LinkedHashMap<>();
        nodes.forEach((node, state) -> {
            if (state.status() != NodeStatus.PENDING) {
                shown.put(node, show(state));
            }
        });
        String error = fields.get(ExecutionFields.ERROR);
        return new ExecutionSnapshot(
                StreamEvents.SNAPSHOT,
                id,
                last.seq(),
                last,
                now,
                reason,
                required(fields, ExecutionFields.WORKFLOW_ID),
                fields.getOrDefault(ExecutionFields.WORKFLOW_NAME, required(fields, ExecutionFields.WORKFLOW_ID)),
                Integer.parseInt(fields.getOrDefault(ExecutionFields.VERSION, "0")),
                status(fields),
                Long.parseLong(required(fields, ExecutionFields.START_TIME)),
                number(fields, ExecutionFields.END_TIME),
                number(fields, ExecutionFields.EXECUTION_TIME),
                error == null ? null : parse(error, Problem.class),
                started(nodes),
                shown);
    }

    /** The nodes that have a state, those that started first, in that order. */
    public Map<String, NodeState> nodes(Map<String, String> fields) {
        Map<String, NodeState> nodes = new LinkedHashMap<>();
        fields.entrySet().stream()
                .filter(field -> field.getKey().startsWith(ExecutionFields.NODE))
                .map(field -> Map.entry(
                        field.getKey().substring(ExecutionFields.NODE.length()),
                        parse(field.getValue(), NodeState.class)))
                .sorted(BY_START.thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> nodes.put(entry.getKey(), entry.getValue()));
        return nodes;
    }

    /** Of the nodes, those that started, in that order. */
    public static List<String> started(Map<String, NodeState> nodes) {
        return nodes.entrySet().stream()
                .filter(entry -> entry.getValue().startedSeq() != null)
                .map(Map.Entry::getKey)
                .toList();
    }

    public static ExecutionStatus status(Map<String, String> fields) {
        String status = required(fields, ExecutionFields.STATUS);
        return ExecutionStatus.parse(status)
                .orElseThrow(() -> new UnreadableException("an execution in Redis has the status " + status, null));
    }

    public static @Nullable Long number(Map<String, String> fields, String name) {
        String text = fields.get(name);
        return text == null || text.isEmpty() ? null : Long.valueOf(text);
    }

    public static String required(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new UnreadableException("an execution in Redis lacks the field " + name, null);
        }
        return value;
    }

    private static ExecutionSnapshot.Node show(NodeState state) {
        NodeStatus status = state.status();
        boolean retrying = status == NodeStatus.RETRYING;
        return new ExecutionSnapshot.Node(
                status,
                state.startTime(),
                status.ended() ? state.endTime() : null,
                status.ended() ? state.duration() : null,
                state.attempt(),
                status == NodeStatus.WAITING ? state.until() : null,
                retrying ? state.retryAt() : null,
                retrying || status == NodeStatus.FAILED ? state.error() : null,
                state.executor(),
                status == NodeStatus.WAITING ? state.signal() : null,
                state.childId(),
                state.reused(),
                state.progress());
    }

    private <T> T parse(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new UnreadableException("an execution in Redis holds no readable " + type.getSimpleName(), e);
        }
    }
}
