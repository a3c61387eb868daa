package io.flowcast.systemtests.validate;

import io.flowcast.events.EventType;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Every node that was started has ended by the terminal event: completed, failed, skipped or cancelled. */
public final class NoNodeLeftRunning implements Validator {
    @Override
    public List<Violation> broken(History history) {
        Set<String> open = new TreeSet<>();
        history.events().forEach(event -> follow(event, open));
        return open.stream()
                .map(node -> new Violation(
                        "node " + node + " never ended",
                        history.events().stream()
                                .filter(event -> event.nodeId().equals(node) || event.isTerminal())
                                .toList()))
                .toList();
    }

    private static void follow(Frame event, Set<String> open) {
        Optional<EventType> type = EventType.parse(event.event());
        if (type.isEmpty()) {
            return;
        }
        switch (type.get()) {
            case NODE_STARTED -> open.add(event.nodeId());
            case NODE_COMPLETED, NODE_FAILED, NODE_SKIPPED, NODE_CANCELLED -> open.remove(event.nodeId());
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
}
