package io.flowcast.executor.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.Event;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.NodeState;
import io.flowcast.events.Problem;
import io.flowcast.executor.definition.CompiledDefinition;
import io.flowcast.executor.definition.Concurrency;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.Graph;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.store.LogEntry;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** An execution's state as the fields of its hash, and back. Thread-safe. */
public final class StateCodec {

    private static final int MOST_DEFINITIONS = 500;
    private static final long MOST_CHARACTERS = 4 << 20;

    private final ObjectMapper json;
    private final DefinitionCache known = new DefinitionCache(MOST_DEFINITIONS, MOST_CHARACTERS);
    private final BiFunction<Map<String, Object>, Integer, Definition> definitions;

    /** @param definitions makes a definition of its stored source and its version */
    public StateCodec(ObjectMapper json, BiFunction<Map<String, Object>, Integer, Definition> definitions) {
        this.json = json;
        this.definitions = definitions;
    }

    /** Every field but those that the store itself keeps (lastId, fence, executor, intents). */
    Map<String, String> all(ExecutionState state) {
        return all(state, Map.of());
    }

    /** The same, but for some fields, which come first, the caller has the values: those of nodes are not written again. */
    Map<String, String> all(ExecutionState state, Map<String, String> known) {
        ExecutionState.Header header = state.header();
        Map<String, String> fields = new LinkedHashMap<>(known);
        fields.put(ExecutionFields.WORKFLOW_ID, header.definition().id());
        fields.put(ExecutionFields.WORKFLOW_NAME, header.definition().name());
        fields.put(ExecutionFields.VERSION, Integer.toString(header.definition().version()));
        fields.put(ExecutionFields.OWNER, header.owner());
        fields.put(ExecutionFields.START_TIME, Long.toString(header.startTime()));
        fields.put(ExecutionFields.INPUT, header.input().json());
        fields.put(ExecutionFields.DEFINITION, header.workflow().json());
        fields.put(ExecutionFields.TRACE_ID, header.trace().traceId());
        if (header.trace().parentSpanId() != null) {
            fields.put(ExecutionFields.PARENT_SPAN_ID, header.trace().parentSpanId());
        }
        if (!header.trace().sampled()) {
            fields.put(ExecutionFields.TRACE_FLAGS, header.trace().flags());
        }
        if (header.trace().state() != null) {
            fields.put(ExecutionFields.TRACE_STATE, header.trace().state());
        }
        header.origin().write(fields);
        Concurrency concurrency = header.definition().concurrency();
        if (concurrency != null) {
            fields.put(ExecutionFields.LIMIT, Integer.toString(concurrency.limit()));
        }
        putRest(fields, state, state.outputs().keySet(), state.signals().keySet());
        putNodes(fields, state, state.nodes().keySet());
        return fields;
    }

    /** The fields of these nodes, outputs and signals, and those of the execution that ever change. */
    Map<String, String> changed(ExecutionState state, Set<String> nodeIds, Set<String> outputIds, Set<String> signals) {
        Map<String, String> fields = new LinkedHashMap<>();
        putRest(fields, state, outputIds, signals);
        putNodes(fields, state, nodeIds);
        return fields;
    }

    private void putNodes(Map<String, String> fields, ExecutionState state, Set<String> nodeIds) {
        for (String nodeId : nodeIds) {
            fields.computeIfAbsent(ExecutionFields.NODE + nodeId, absent -> write(state.node(nodeId)));
        }
    }

    private void putRest(Map<String, String> fields, ExecutionState state, Set<String> outputIds, Set<String> signals) {
        fields.put(ExecutionFields.STATUS, state.status().wire());
        if (state.takeovers() == 0) {
            // Any other number is the store's, which counts them, and starts anew with each result of an item.
            fields.put(ExecutionFields.TAKEOVERS, "0");
        }
        for (String nodeId : outputIds) {
            Encoded output = state.outputs().get(nodeId);
            if (output != null) {
                fields.put(ExecutionFields.NODE_OUTPUT + nodeId, output.json());
            }
        }
        for (String name : signals) {
            Signal signal = state.signals().get(name);
            if (signal != null) {
                fields.put(ExecutionFields.SIGNAL + name, signal.field());
            }
        }
        ExecutionState.Ending ending = state.ending();
        if (ending != null) {
            fields.put(ExecutionFields.END_TIME, Long.toString(ending.endTime()));
            fields.put(ExecutionFields.EXECUTION_TIME, Long.toString(ending.executionTime()));
            if (ending.output() != null) {
                fields.put(ExecutionFields.OUTPUT, ending.output().json());
            }
            if (ending.error() != null) {
                fields.put(ExecutionFields.ERROR, write(ending.error()));
            }
        }
    }

    LogEntry entry(Event event) {
        return new LogEntry(event.type(), write(event));
    }

    /** Any plain value in both its forms. */
    public Encoded encode(@Nullable Object value) {
        return new Encoded(value, write(value));
    }

    /**
     * The state that these fields hold.
     *
     * @throws IllegalStateException where they hold none that this version understands: the message says what
     */
    public ExecutionState read(ExecutionId id, Map<String, String> fields, long lastSeq) {
        return read(id, fields, lastSeq, workflow(fields));
    }

    /** As {@link #read}, but for the definition, which is not understood: enough to end the execution. */
    ExecutionState readUnrunnable(ExecutionId id, Map<String, String> fields, long lastSeq) {
        Definition none = Definition.of(
                        required(fields, ExecutionFields.WORKFLOW_ID),
                        Integer.parseInt(fields.getOrDefault(ExecutionFields.VERSION, "0")))
                .name(fields.getOrDefault(ExecutionFields.WORKFLOW_NAME, ""))
                .build();
        return read(id, fields, lastSeq, CompiledDefinition.of(none));
    }

    private ExecutionState read(ExecutionId id, Map<String, String> fields, long lastSeq, CompiledDefinition workflow) {
        ExecutionState.Header header = new ExecutionState.Header(
                id,
                fields.getOrDefault(ExecutionFields.OWNER, ""),
                workflow,
                decode(fields.getOrDefault(ExecutionFields.INPUT, "null")),
                Long.parseLong(required(fields, ExecutionFields.START_TIME)),
                new TraceContext(
                        required(fields, ExecutionFields.TRACE_ID),
                        fields.get(ExecutionFields.PARENT_SPAN_ID),
                        fields.getOrDefault(ExecutionFields.TRACE_FLAGS, TraceContext.SAMPLED),
                        fields.get(ExecutionFields.TRACE_STATE)),
                Origin.read(fields));
        ExecutionStatus status = ExecutionStatus.parse(required(fields, ExecutionFields.STATUS))
                .orElseThrow(() -> new IllegalStateException(id + " has a status that this version does not know"));
        int takeovers = Integer.parseInt(fields.getOrDefault(ExecutionFields.TAKEOVERS, "0"));
        ExecutionState state = new ExecutionState(header, status, lastSeq, takeovers);
        Set<String> toTakeIn = toTakeIn(fields);
        fields.forEach((field, value) -> {
            if (field.startsWith(ExecutionFields.NODE)) {
                state.put(field.substring(ExecutionFields.NODE.length()), read(value, NodeState.class));
            } else if (field.startsWith(ExecutionFields.NODE_OUTPUT)) {
                state.putOutput(field.substring(ExecutionFields.NODE_OUTPUT.length()), decode(value));
            } else if (field.startsWith(ExecutionFields.SIGNAL) && !toTakeIn.contains(field)) {
                state.putSignal(field.substring(ExecutionFields.SIGNAL.length()), signal(value));
            }
        });
        if (status.terminal()) {
            String output = fields.get(ExecutionFields.OUTPUT);
            String error = fields.get(ExecutionFields.ERROR);
            state.putEnding(new ExecutionState.Ending(
                    Long.parseLong(required(fields, ExecutionFields.END_TIME)),
                    Long.parseLong(required(fields, ExecutionFields.EXECUTION_TIME)),
                    output == null ? null : decode(output),
                    error == null ? null : read(error, Problem.class)));
        }
        return state;
    }

    /** The fields of signals that the owner has not taken in yet: it will, with their intents. */
    private static Set<String> toTakeIn(Map<String, String> fields) {
        Set<String> names = new HashSet<>();
        for (Intent intent : Intent.standing(fields)) {
            if (intent.request() instanceof Intent.Request.Signal signal) {
                names.add(ExecutionFields.SIGNAL + signal.name());
            }
        }
        return names;
    }

    /** A signal as its owner takes it in. */
    Signal signal(Intent.Request.Signal signal) {
        return new Signal(encode(signal.payload()), signal.field());
    }

    /** A signal as it is kept. */
    Signal signal(String field) {
        return new Signal(encode(read(field, JsonNode.class).path("payload")), field);
    }

    /** A JSON value in both its forms. */
    public Encoded encode(JsonNode node) {
        try {
            return new Encoded(json.treeToValue(node, Object.class), node.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON that is no value: " + e.getOriginalMessage(), e);
        }
    }

    @Nullable
    Encoded value(@Nullable String field) {
        return field == null ? null : decode(field);
    }

    @Nullable
    Problem problem(@Nullable String field) {
        return field == null ? null : read(field, Problem.class);
    }

    /** The definition that these fields hold. */
    public Definition definition(Map<String, String> fields) {
        return workflow(fields).definition();
    }

    private CompiledDefinition workflow(Map<String, String> fields) {
        String source = required(fields, ExecutionFields.DEFINITION);
        int version = Integer.parseInt(required(fields, ExecutionFields.VERSION));
        return known.get(
                version,
                source,
                () -> new CompiledDefinition(new Graph(definitions.apply(source(source), version)), source));
    }

    @SuppressWarnings("unchecked") // the names of a JSON object are strings
    private Map<String, Object> source(String json) {
        return read(json, Map.class);
    }

    /** The value of a JSON text. */
    Encoded decode(String text) {
        return new Encoded(read(text, Object.class), text);
    }

    private static String required(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalStateException("the hash of an execution has no " + name);
        }
        return value;
    }

    private String write(@Nullable Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("is no " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }
}
