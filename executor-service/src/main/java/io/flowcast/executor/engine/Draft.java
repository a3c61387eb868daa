package io.flowcast.executor.engine;

import io.flowcast.events.Event;
import io.flowcast.events.EventType;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.NodeState;
import io.flowcast.events.NodeStatus;
import io.flowcast.executor.definition.Graph;
import io.flowcast.executor.intent.Notice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A step in the making: the state as it would be, and the events told so far. Every change of a status goes through the
 * tables, and each is told by exactly one event. Used by one thread, once.
 */
final class Draft {

    private final ExecutionState base;
    private final Visits visits;
    final long now;
    final String executor;

    private final Map<String, NodeState> nodes = new LinkedHashMap<>();
    private final Map<String, Encoded> outputs = new HashMap<>();
    private final Map<String, Signal> signals = new HashMap<>();
    private final List<Event> events = new ArrayList<>();
    private final Set<String> starts = new LinkedHashSet<>();
    private final List<Notice> notices = new ArrayList<>();
    private ExecutionStatus status;
    private int takeovers;
    private ExecutionState.@Nullable Ending ending;

    /** Learns which transitions were made: the tests fail where one never is. */
    interface Visits {
        void visited(Enum<?> transition);
    }

    Draft(ExecutionState base, long now, String executor, Visits visits) {
        this.base = base;
        this.now = now;
        this.executor = executor;
        this.visits = visits;
        this.status = base.status();
        this.takeovers = base.takeovers();
    }

    ExecutionState base() {
        return base;
    }

    Graph graph() {
        return base.header().graph();
    }

    ExecutionStatus status() {
        return status;
    }

    int takeovers() {
        return takeovers;
    }

    void takeovers(int count) {
        takeovers = count;
    }

    NodeState node(String nodeId) {
        NodeState changed = nodes.get(nodeId);
        return changed == null ? base.node(nodeId) : changed;
    }

    /** Ids of the nodes that were started and have not ended. */
    List<String> started() {
        Set<String> started = new LinkedHashSet<>(base.started());
        nodes.forEach((id, node) -> {
            if (node.status().started()) {
                started.add(id);
            } else {
                started.remove(id);
            }
        });
        return List.copyOf(started);
    }

    /** The outputs of completed nodes as plain values, by id. */
    Map<String, @Nullable Object> outputs() {
        Map<String, @Nullable Object> values = new HashMap<>();
        base.outputs().forEach((id, output) -> values.put(id, output.value()));
        outputs.forEach((id, output) -> values.put(id, output.value()));
        return values;
    }

    /** How many bytes of JSON the outputs have together. */
    long outputSize() {
        long size = 0;
        for (Encoded output : base.outputs().values()) {
            size += output.bytes();
        }
        for (Encoded output : outputs.values()) {
            size += output.bytes();
        }
        return size;
    }

    /** The signal of this name, where it was received. */
    @Nullable
    Signal signal(String name) {
        Signal received = signals.get(name);
        return received == null ? base.signals().get(name) : received;
    }

    void receive(String name, Signal signal) {
        signals.put(name, signal);
    }

    void output(String nodeId, Encoded output) {
        outputs.put(nodeId, output);
    }

    void withdrawOutput(String nodeId) {
        outputs.remove(nodeId);
    }

    /** Moves a node to another status and tells it. */
    void move(String nodeId, NodeState next, EventDraft event) {
        NodeTransition transition = NodeTransition.between(node(nodeId).status(), next.status());
        visits.visited(transition);
        nodes.put(nodeId, next);
        if (next.status() == NodeStatus.RUNNING) {
            starts.add(nodeId);
        } else {
            starts.remove(nodeId);
        }
        tell(transition.event, event.nodeId(nodeId));
    }

    /** Changes what is known of a node whose status stays; whoever calls tells it. */
    void note(String nodeId, NodeState same) {
        if (node(nodeId).status() != same.status()) {
            throw new IllegalArgumentException(nodeId + " would become " + same.status() + " unseen");
        }
        nodes.put(nodeId, same);
    }

    /** Tells something; an execution that was waiting runs again with the first thing that is told of it. */
    void tell(EventType type, EventDraft event) {
        if (status == ExecutionStatus.WAITING) {
            move(ExecutionStatus.RUNNING);
        }
        events.add(event.build(type, base.id(), nextSeq(), now));
    }

    void move(ExecutionStatus next) {
        visits.visited(ExecutionTransition.between(status, next));
        status = next;
    }

    /** Asks something of another execution of this partition, in the same step. */
    void notify(Notice notice) {
        notices.add(notice);
    }

    void end(ExecutionStatus how, ExecutionState.Ending ending) {
        move(how);
        this.ending = ending;
    }

    long nextSeq() {
        return base.seq() + events.size() + 1;
    }

    Step step() {
        return new Step(nodes, outputs, signals, events, starts, notices, status, takeovers, ending);
    }
}
