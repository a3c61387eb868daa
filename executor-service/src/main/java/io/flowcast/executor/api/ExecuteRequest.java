package io.flowcast.executor.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.flowcast.events.Problem;
import io.flowcast.executor.node.Nesting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/workflow/execute}.
 *
 * @param version null for the latest
 * @param input any JSON value; null where there is none
 */
record ExecuteRequest(String workflowId, @Nullable Integer version, JsonNode input) {

    private static final Set<String> FIELDS = Set.of("workflowId", "version", "input");
    private static final Pattern WORKFLOW_ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    /** The input lies in an object. */
    private static final ObjectReader READER = reader(1);

    /** Takes one JSON value and nothing after it, no name twice, and what nests as deep as it may within so many levels. */
    static ObjectReader reader(int within) {
        return JsonMapper.builder(Nesting.factory(within))
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build()
                .reader();
    }

    /** The request that the body spells, or what is wrong with it. */
    sealed interface Read {
        record Understood(ExecuteRequest request) implements Read {}

        record Refused(Problem problem) implements Read {}
    }

    static Read read(byte[] body) {
        JsonNode tree;
        try {
            tree = READER.readTree(body);
        } catch (IOException e) {
            return new Read.Refused(Requests.malformed(e));
        }
        List<Problem.Fault> faults = faults(tree);
        if (!faults.isEmpty()) {
            return new Read.Refused(Problem.http(
                            400,
                            "invalid-request",
                            "Invalid request",
                            "expected {\"workflowId\": \"…\", \"input\": …, \"version\": …}, the last two optional")
                    .with(faults));
        }
        JsonNode version = tree.path("version");
        return new Read.Understood(new ExecuteRequest(
                tree.get("workflowId").textValue(),
                version.isMissingNode() || version.isNull() ? null : Integer.valueOf(version.intValue()),
                tree.has("input") ? tree.get("input") : NullNode.getInstance()));
    }

    private static List<Problem.Fault> faults(JsonNode tree) {
        List<Problem.Fault> faults = new ArrayList<>();
        if (!tree.isObject()) {
            faults.add(fault("", "the body is " + kind(tree) + "; expected an object"));
            return faults;
        }
        JsonNode id = tree.path("workflowId");
        if (!id.isTextual() || !WORKFLOW_ID.matcher(id.textValue()).matches()) {
            faults.add(fault(
                    "/workflowId",
                    (id.isTextual() ? "is no workflow id" : "is " + kind(id))
                            + "; expected lower-case letters, digits and hyphens, at most 63"));
        }
        JsonNode version = tree.path("version");
        if (!version.isMissingNode() && !version.isNull() && (!version.isInt() || version.intValue() < 1)) {
            faults.add(fault("/version", "is " + kind(version) + "; expected a whole number from 1"));
        }
        tree.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                String cut = name.length() <= 64 ? name : name.substring(0, 64) + "…";
                faults.add(fault(
                        "/" + cut.replace("~", "~0").replace("/", "~1"),
                        "is unknown; there are " + FIELDS.stream().sorted().toList()));
            }
        });
        return faults.size() <= 20 ? faults : faults.subList(0, 20);
    }

    private static Problem.Fault fault(String pointer, String detail) {
        return new Problem.Fault(pointer, null, null, detail);
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case MISSING -> "missing";
            case NULL -> "null";
            case BOOLEAN -> "a boolean";
            case NUMBER -> "the number " + (node.asText().length() <= 40 ? node.asText() : "of many digits");
            case STRING -> "a string";
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case BINARY, POJO -> "something else";
        };
    }
}
