package io.flowcast.systemtests.validate;

import io.flowcast.events.EventType;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Effects happen at least once, under keys that never change: each call of this execution came with the key of a node that was
 * started, and each node that calls and completed made its call.
 */
public final class AtLeastOnceEffects implements Validator {
    private final Map<String, Long> callsByKey;
    private final Set<String> calling;

    /**
     * @param callsByKey how often each Idempotency-Key of the execution was answered
     * @param calling the nodes that make one call under one key
     */
    public AtLeastOnceEffects(Map<String, Long> callsByKey, Set<String> calling) {
        this.callsByKey = Map.copyOf(callsByKey);
        this.calling = Set.copyOf(calling);
    }

    @Override
    public List<Violation> broken(History history) {
        List<Violation> broken = new ArrayList<>();
        Set<String> started = nodes(history, EventType.NODE_STARTED);
        for (String node : nodes(history, EventType.NODE_COMPLETED)) {
            if (calling.contains(node) && callsByKey.getOrDefault(history.executionId() + ":" + node, 0L) < 1) {
                broken.add(new Violation("node " + node + " completed, and its call never came", of(history, node)));
            }
        }
        for (String key : callsByKey.keySet()) {
            String rest = key.substring(history.executionId().length() + 1);
            String node = rest.contains(":") ? rest.substring(0, rest.indexOf(':')) : rest;
            if (!started.contains(node)) {
                broken.add(Violation.ofAll("a call came with the key " + key + ", of a node that never started"));
            }
        }
        return broken;
    }

    private static List<Frame> of(History history, String node) {
        return history.events().stream()
                .filter(event -> event.nodeId().equals(node))
                .toList();
    }

    private static Set<String> nodes(History history, EventType type) {
        return history.events().stream()
                .filter(event -> EventType.parse(event.event()).orElse(null) == type && !event.isReused())
                .map(event -> event.nodeId())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
