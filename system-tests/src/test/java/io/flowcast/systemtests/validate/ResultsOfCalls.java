package io.flowcast.systemtests.validate;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.systemtests.history.History;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A node that calls completes with what it was answered under its key, and with nothing else: not without an answer, and not with another's. */
public final class ResultsOfCalls implements Validator {
    private final Map<String, Set<String>> answersByKey;
    private final Set<String> calling;
    private final JsonNode detail;

    /**
     * @param answersByKey the bodies, as JSON without spaces, with which each Idempotency-Key of the execution was answered
     * @param calling the nodes that make one call under one key, and have the answer for their output
     * @param detail as {@code GET /executions/{id}} answered after the end
     */
    public ResultsOfCalls(Map<String, Set<String>> answersByKey, Set<String> calling, JsonNode detail) {
        this.answersByKey = Map.copyOf(answersByKey);
        this.calling = Set.copyOf(calling);
        this.detail = detail;
    }

    @Override
    public List<Violation> broken(History history) {
        return calling.stream()
                .sorted()
                .filter(node -> !isAnswered(history.executionId() + ":" + node, node(node)))
                .map(node -> new Violation(
                        "node " + node + " completed with " + node(node).path("output")
                                + ", which nobody answered to its call",
                        history.events().stream()
                                .filter(event -> event.nodeId().equals(node))
                                .toList()))
                .toList();
    }

    private JsonNode node(String name) {
        return detail.path("nodeDetails").path(name);
    }

    private boolean isAnswered(String key, JsonNode node) {
        return !node.path("status").asText().equals("completed")
                || node.path("reused").asBoolean()
                || answersByKey
                        .getOrDefault(key, Set.of())
                        .contains(node.path("output").path("body").toString());
    }
}
