package io.flowcast.gateway.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.NodeState;
import io.flowcast.events.NodeStatus;
import io.flowcast.events.Problem;
import io.flowcast.events.TraceIds;
import io.flowcast.gateway.log.Projection;
import io.flowcast.gateway.log.UnreadableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes what the API shows of the hash that Redis keeps. Plain Java, thread-safe. */
final class DetailReading {
    private final ObjectMapper json;
    private final Projection projection;

    DetailReading(ObjectMapper json) {
        this.json = json;
        this.projection = new Projection(json);
    }

    ExecutionList.Item item(ExecutionId id, Map<String, String> fields) {
        Map<String, NodeState> nodes = projection.nodes(fields);
        Map<String, ExecutionList.Node> shown = new LinkedHashMap<>();
        nodes.forEach((node, state) -> shown.put(
                node,
                new ExecutionList.Node(node, state.status(), state.status().ended() ? state.duration() : null)));
        return new ExecutionList.Item(
                id,
                Projection.required(fields, ExecutionFields.WORKFLOW_ID),
                name(fields),
                version(fields),
                Projection.status(fields),
                iso(Long.valueOf(Projection.required(fields, ExecutionFields.START_TIME))),
                time(Projection.number(fields, ExecutionFields.END_TIME)),
                Projection.number(fields, ExecutionFields.EXECUTION_TIME),
                Links.of(fields),
                Projection.started(nodes),
                shown);
    }

    ExecutionDetail detail(ExecutionId id, Map<String, String> fields) {
        ExecutionList.Item item = item(id, fields);
        Map<String, NodeState> states = projection.nodes(fields);
        Map<String, JsonNode> defined = definedNodes(fields.get(ExecutionFields.DEFINITION));
        Map<String, ExecutionDetail.Node> nodes = new LinkedHashMap<>();
        defined.forEach((node, settings) ->
                nodes.put(node, node(node, settings, states.getOrDefault(node, NodeState.PENDING), fields)));
        states.forEach((node, state) -> nodes.computeIfAbsent(node, missing -> node(node, null, state, fields)));
        return new ExecutionDetail(
                id,
                item.workflowId(),
                item.workflowName(),
                item.version(),
                item.status(),
                item.startTime(),
                item.endTime(),
                item.executionTime(),
                item.links(),
                raw(fields, ExecutionFields.INPUT),
                raw(fields, ExecutionFields.OUTPUT),
                error(fields.get(ExecutionFields.ERROR)),
                fields.get(ExecutionFields.TRACE_ID),
                EventId.of(Projection.required(fields, ExecutionFields.LAST_ID)),
                item.nodesExecuted(),
                nodes,
                spans(item, nodes, fields.get(ExecutionFields.PARENT_SPAN_ID)),
                raw(fields, ExecutionFields.DEFINITION));
    }

    private static ExecutionDetail.Node node(
            String id, @Nullable JsonNode settings, NodeState state, Map<String, String> fields) {
        NodeStatus status = state.status();
        boolean failing = status == NodeStatus.RETRYING || status == NodeStatus.FAILED;
        return new ExecutionDetail.Node(
                id,
                text(settings, "name"),
                text(settings, "type"),
                status,
                time(state.startTime()),
                status.ended() ? time(state.endTime()) : null,
                status.ended() ? state.duration() : null,
                state.attempt(),
                status == NodeStatus.WAITING ? time(state.until()) : null,
                status == NodeStatus.RETRYING ? time(state.retryAt()) : null,
                raw(fields, ExecutionFields.NODE_OUTPUT + id),
                failing ? state.error() : null,
                state.executor(),
                status == NodeStatus.WAITING ? state.signal() : null,
                state.childId(),
                state.reused(),
                state.progress());
    }

    private static List<ExecutionDetail.Span> spans(
            ExecutionList.Item item, Map<String, ExecutionDetail.Node> nodes, @Nullable String parent) {
        List<ExecutionDetail.Span> spans = new ArrayList<>();
        String root = TraceIds.span(item.executionId());
        spans.add(new ExecutionDetail.Span(
                root,
                parent,
                item.workflowName(),
                item.startTime(),
                item.endTime(),
                outcome(item.status()),
                Map.of(
                        "flowcast.execution.id", item.executionId().toString(),
                        "flowcast.workflow.id", item.workflowId(),
                        "flowcast.workflow.version", item.version())));
        for (String id : item.nodesExecuted()) {
            ExecutionDetail.Node node = Objects.requireNonNull(nodes.get(id));
            String start = node.startTime();
            if (start != null) {
                spans.add(new ExecutionDetail.Span(
                        TraceIds.span(item.executionId(), id),
                        root,
                        node.name() == null ? id : node.name(),
                        start,
                        node.endTime(),
                        outcome(node.status()),
                        attributes(node)));
            }
        }
        return spans;
    }

    private static Map<String, Object> attributes(ExecutionDetail.Node node) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("flowcast.node.id", node.nodeId());
        attributes.put("flowcast.node.status", node.status().wire());
        if (node.type() != null) {
            attributes.put("flowcast.node.type", node.type());
        }
        if (node.attempt() != null) {
            attributes.put("flowcast.node.attempt", node.attempt());
        }
        if (node.executor() != null) {
            attributes.put("flowcast.executor", node.executor());
        }
        if (node.error() != null) {
            attributes.put("error.type", node.error().type());
        }
        return attributes;
    }

    private static String outcome(ExecutionStatus status) {
        return switch (status) {
            case PENDING, RUNNING, WAITING, PAUSED -> "unset";
            case COMPLETED -> "ok";
            case FAILED, CANCELLED -> "error";
        };
    }

    private static String outcome(NodeStatus status) {
        return switch (status) {
            case PENDING, RUNNING, WAITING, RETRYING, SKIPPED -> "unset";
            case COMPLETED -> "ok";
            case FAILED, CANCELLED -> "error";
        };
    }

    /** The nodes of the definition in the author's order. */
    private Map<String, JsonNode> definedNodes(@Nullable String definition) {
        Map<String, JsonNode> nodes = new LinkedHashMap<>();
        if (definition != null) {
            parse(definition, JsonNode.class)
                    .path("nodes")
                    .forEach(node -> nodes.put(node.path("id").asText(), node));
        }
        return nodes;
    }

    private @Nullable Problem error(@Nullable String text) {
        return text == null || text.isEmpty() ? null : parse(text, Problem.class);
    }

    private <T> T parse(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new UnreadableException("an execution in Redis holds no readable " + type.getSimpleName(), e);
        }
    }

    private static String name(Map<String, String> fields) {
        String id = Projection.required(fields, ExecutionFields.WORKFLOW_ID);
        return fields.getOrDefault(ExecutionFields.WORKFLOW_NAME, id);
    }

    private static int version(Map<String, String> fields) {
        return Integer.parseInt(fields.getOrDefault(ExecutionFields.VERSION, "0"));
    }

    private static @Nullable RawValue raw(Map<String, String> fields, String name) {
        String value = fields.get(name);
        return value == null || value.isEmpty() ? null : new RawValue(value);
    }

    private static @Nullable String text(@Nullable JsonNode settings, String name) {
        return settings == null || !settings.hasNonNull(name)
                ? null
                : settings.get(name).asText();
    }

    private static @Nullable String time(@Nullable Long millis) {
        return millis == null ? null : iso(millis);
    }

    private static String iso(Long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
