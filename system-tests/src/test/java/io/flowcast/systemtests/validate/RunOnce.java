package io.flowcast.systemtests.validate;

import io.flowcast.events.EventType;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Of nodes that call somebody without retries: each that completed made its call, and made it once, but for those that
 * were running when an executor was replaced.
 */
public final class RunOnce implements Validator {
    private final Map<String, Long> callsByKey;

    /** @param callsByKey how often each Idempotency-Key came */
    public RunOnce(Map<String, Long> callsByKey) {
        this.callsByKey = Map.copyOf(callsByKey);
    }

    @Override
    public List<Violation> broken(History history) {
        Set<String> running = new HashSet<>();
        Set<String> completed = new TreeSet<>();
        Set<String> interrupted = new HashSet<>();
        for (Frame event : history.events()) {
            EventType type = EventType.parse(event.event()).orElseThrow();
            if (type == EventType.NODE_STARTED) {
                running.add(event.nodeId());
            } else if (type == EventType.NODE_COMPLETED) {
                running.remove(event.nodeId());
                completed.add(event.nodeId());
            } else if (type == EventType.EXECUTION_CLAIMED) {
                interrupted.addAll(running);
            }
        }
        List<Violation> broken = new ArrayList<>();
        for (String node : completed) {
            long calls = callsByKey.getOrDefault(history.executionId() + ":" + node, 0L);
            if (calls < 1 || (calls > 1 && !interrupted.contains(node))) {
                broken.add(new Violation(
                        "node " + node + " called " + calls + " times",
                        history.events().stream()
                                .filter(event -> event.nodeId().equals(node))
                                .toList()));
            }
        }
        return broken;
    }
}
