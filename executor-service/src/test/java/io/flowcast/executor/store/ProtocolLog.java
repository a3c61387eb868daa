package io.flowcast.executor.store;

import io.flowcast.events.EventBatch;
import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.executor.store.ProtocolExploration.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a log tells, and whether it tells it as promised. */
final class ProtocolLog {
    private final List<EventMessage> events = new ArrayList<>();
    private final Map<String, String> nodes = new TreeMap<>();
    private String status = "";
    private int attempts;
    private int ends;

    private ProtocolLog() {}

    /** @param entries each as it is published */
    static ProtocolLog of(List<String> entries) {
        ProtocolLog log = new ProtocolLog();
        entries.forEach(entry ->
                log.events.addAll(EventBatch.ofMessage(entry).orElseThrow().events()));
        log.events.forEach(log::apply);
        return log;
    }

    private void apply(EventMessage event) {
        if (ends > 0) {
            throw new Violation(event.type() + " comes after the end: " + events);
        }
        switch (event.type()) {
            case "workflow.queued" -> status = "pending";
            case "workflow.started" -> status = "running";
            case "execution.waiting" -> status = "waiting";
            case "workflow.completed", "workflow.cancelled" -> {
                status = event.type().substring("workflow.".length());
                ends++;
            }
            default -> status = status.equals("waiting") ? "running" : status;
        }
        switch (event.type()) {
            case "node.started" -> nodes.put("a", "running " + ++attempts);
            case "node.waiting" -> nodes.put("b", "waiting");
            case "node.completed" -> nodes.put(event.data().contains("completed a") ? "a" : "b", "completed");
            case "node.cancelled" -> nodes.replaceAll((node, was) -> was.equals("completed") ? was : "cancelled");
            default -> {}
        }
    }

    /** Whether the state is what it tells, and its ids are as they have to be. */
    void check(Map<String, String> fields) {
        EventId last = new EventId(1, 0);
        for (int i = 0; i < events.size(); i++) {
            EventId id = events.get(i).id();
            if (id.seq() != i + 1 || id.fence() < last.fence()) {
                throw new Violation("the log has a hole, or goes back: " + events);
            }
            last = id;
        }
        if (fields.isEmpty()) {
            return;
        }
        same("lastId", last.toString(), fields.get("lastId"));
        same("status", status, fields.get("status"));
        for (String node : List.of("a", "b")) {
            same("node " + node, nodes.getOrDefault(node, ""), fields.getOrDefault("node:" + node, ""));
        }
        long received = events.stream()
                .filter(event -> event.type().equals("signal.received"))
                .count();
        if (received > 1 || (status.equals("completed") && received == 0)) {
            throw new Violation("the signal was received " + received + " times: " + events);
        }
        if (ends > 0) {
            same("executor", "", fields.get("executor"));
        }
    }

    private static void same(String what, String told, Object stored) {
        if (!told.equals(stored)) {
            throw new Violation(what + " is " + stored + ", and the log tells " + told);
        }
    }
}
