package io.flowcast.executor.engine;

import io.flowcast.events.Event;
import io.flowcast.executor.intent.Notice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What has been decided since the last commit: it travels in the next one, merged. Used by the thread of the run. */
final class Batch {

    private final List<Event> events = new ArrayList<>();
    private final Set<String> nodes = new LinkedHashSet<>();
    private final Set<String> outputs = new LinkedHashSet<>();
    private final Set<String> signals = new LinkedHashSet<>();
    private final Set<String> starts = new LinkedHashSet<>();
    private final Set<Long> intents = new LinkedHashSet<>();
    private final List<Notice> notices = new ArrayList<>();
    private boolean urgent;

    void add(Step step) {
        events.addAll(step.events());
        nodes.addAll(step.nodes().keySet());
        outputs.addAll(step.outputs().keySet());
        signals.addAll(step.signals().keySet());
        starts.removeAll(step.nodes().keySet());
        starts.addAll(step.starts());
        notices.addAll(step.notices());
    }

    void consume(long intent) {
        intents.add(intent);
    }

    /** It is to be consumed soon, though nothing is to be told: there may be many of its kind. */
    void consumeSoon() {
        urgent = true;
    }

    /** Whether it is to be written though nothing is to be told. */
    boolean isUrgent() {
        return urgent;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    List<Event> events() {
        return events;
    }

    Set<String> nodes() {
        return nodes;
    }

    Set<String> outputs() {
        return outputs;
    }

    /** Names of signals that were received. */
    Set<String> signals() {
        return signals;
    }

    /** Ids of the nodes of which an attempt starts once this is committed. */
    Set<String> starts() {
        return starts;
    }

    /** Whether this node is among them, and is not any more. */
    boolean withdrawStart(String nodeId) {
        return starts.remove(nodeId);
    }

    Set<Long> intents() {
        return intents;
    }

    List<Notice> notices() {
        return notices;
    }
}
