package io.flowcast.stack.backend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** What an endpoint says. */
record Answer(int status, JsonNode body) {

    static Answer ok(JsonNode body) {
        return new Answer(200, body);
    }

    static Answer problem(int status, String title) {
        return new Answer(
                status,
                JsonNodeFactory.instance.objectNode().put("title", title).put("status", status));
    }
}
