package io.flowcast.k8s;

import com.fasterxml.jackson.databind.JsonNode;

/** Selectors of Kubernetes, which are hard to tell from labels that are nearly right. */
final class Labels {
    private Labels() {}

    /** A LabelSelector; the empty one selects everything, one that is not there nothing. */
    static boolean match(JsonNode selector, JsonNode labels) {
        return selector.isObject()
                && equal(selector.path("matchLabels"), labels)
                && Manifests.each(selector.path("matchExpressions")).allMatch(expression -> holds(expression, labels));
    }

    /** Plain pairs, as a Service has them. */
    static boolean equal(JsonNode wanted, JsonNode labels) {
        return wanted.propertyStream().allMatch(pair -> pair.getValue().equals(labels.get(pair.getKey())));
    }

    private static boolean holds(JsonNode expression, JsonNode labels) {
        JsonNode label = labels.path(expression.path("key").asText());
        boolean among = Manifests.each(expression.path("values")).anyMatch(label::equals);
        return switch (expression.path("operator").asText()) {
            case "In" -> among;
            case "NotIn" -> !among;
            case "Exists" -> !label.isMissingNode();
            case "DoesNotExist" -> label.isMissingNode();
            default -> false;
        };
    }
}
