package io.flowcast.executor.engine;

import io.flowcast.events.NodeState;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a retry takes over from the execution that it retries: the nodes that came to an end from which it went on, with the
 * edges that were taken then and their outputs. Those that failed and stopped it, that were stopped with it, that were
 * skipped or never reached are decided anew.
 *
 * @param nodes as they ended, the first to end first
 * @param outputs of those that gave one
 */
public record Reuse(Map<String, NodeState> nodes, Map<String, Encoded> outputs) {

    static final Reuse NOTHING = new Reuse(Map.of(), Map.of());

    /** @param earlier has ended */
    static Reuse of(ExecutionState earlier) {
        Map<String, NodeState> nodes = new LinkedHashMap<>();
        Map<String, Encoded> outputs = new LinkedHashMap<>();
        earlier.header().graph().nodes().stream()
                .map(node -> Map.entry(node.id(), earlier.node(node.id())))
                .filter(node -> wentOn(node.getValue()))
                .sorted(Comparator.comparingLong(
                        node -> Objects.requireNonNullElse(node.getValue().endTime(), 0L)))
                .forEach(node -> {
                    nodes.put(node.getKey(), node.getValue());
                    Encoded output = earlier.outputs().get(node.getKey());
                    if (output != null) {
                        outputs.put(node.getKey(), output);
                    }
                });
        return new Reuse(nodes, outputs);
    }

    /** Whether it ended, and the execution went on from there. */
    static boolean wentOn(NodeState node) {
        return switch (node.status()) {
            case COMPLETED -> true;
            case FAILED -> node.taken() != null && !node.taken().isEmpty();
            case PENDING, RUNNING, WAITING, RETRYING, SKIPPED, CANCELLED -> false;
        };
    }
}
