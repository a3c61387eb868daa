package io.flowcast.executor.intent;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asked of an execution. In its hash it is the field {@code intent:<number>}, a JSON object whose {@code
 * kind} says which {@link Request} it is, and whose other fields are those of the request.
 *
 * @param number counts up within the execution, and is never used twice, not even where a failover lost some
 */
public record Intent(long number, Request request) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private static final String KIND = "kind";

    /** What is asked. */
    public sealed interface Request {

        record Cancel() implements Request {}

        record Pause() implements Request {}

        record Resume() implements Request {}

        /**
         * Something that a node waits for, or will, has happened.
         *
         * @param key the Idempotency-Key it came with
         * @param payload any JSON value
         * @param receivedAt epoch milliseconds
         */
        record Signal(String name, @Nullable String key, JsonNode payload, long receivedAt) implements Request {

            /** As the hash keeps it, in the field of its name. */
            public String field() {
                return head() + "\"receivedAt\":" + receivedAt + "}";
            }

            public Signal withKey(String other) {
                return new Signal(name, other, payload, receivedAt);
            }

            /** How {@link #field} begins, which tells the same signal sent again from another: with its key and payload. */
            public String head() {
                return "{\"key\":" + (key == null ? "null" : TextNode.valueOf(key)) + ",\"payload\":" + payload + ",";
            }
        }

        /**
         * An execution that a node of this one started has ended.
         *
         * @param retries of the node when it started that execution, so that the end of an earlier one is told apart
         * @param item which of the node's items, where it started one for each
         * @param status the terminal status
         */
        record ChildEnded(
                String nodeId,
                int retries,
                @Nullable Integer item,
                ExecutionId childId,
                ExecutionStatus status,
                @Nullable JsonNode output,
                @Nullable Problem error)
                implements Request {}

        /** The signal that an item of a node waits for is kept, and to be looked for. */
        record ItemSignal(String nodeId, int item) implements Request {}

        /** One that only a later version understands. */
        record Unknown(String kind) implements Request {}
    }

    /** Those that stand among the fields of an execution's hash, oldest first. */
    public static List<Intent> standing(Map<String, String> fields) {
        return fields.entrySet().stream()
                .filter(field -> field.getKey().startsWith(ExecutionFields.INTENT))
                .map(field ->
                        of(Long.parseLong(field.getKey().substring(ExecutionFields.INTENT.length())), field.getValue()))
                .sorted(Comparator.comparingLong(Intent::number))
                .toList();
    }

    public static Intent of(long number, String text) {
        try {
            JsonNode json = JSON.readTree(text);
            String kind = json.path(KIND).asText();
            return new Intent(
                    number,
                    switch (kind) {
                        case "cancel" -> new Request.Cancel();
                        case "pause" -> new Request.Pause();
                        case "resume" -> new Request.Resume();
                        case "signal" -> JSON.treeToValue(json, Request.Signal.class);
                        case "child" -> JSON.treeToValue(json, Request.ChildEnded.class);
                        case "item" -> JSON.treeToValue(json, Request.ItemSignal.class);
                        default -> new Request.Unknown(kind);
                    });
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("intent " + number + " is not JSON: " + text, e);
        }
    }

    public static String toJson(Request request) {
        String kind = switch (request) {
            case Request.Cancel _ -> "cancel";
            case Request.Pause _ -> "pause";
            case Request.Resume _ -> "resume";
            case Request.Signal _ -> "signal";
            case Request.ChildEnded _ -> "child";
            case Request.ItemSignal _ -> "item";
            case Request.Unknown(String other) ->
                throw new IllegalArgumentException("nobody asks for what nobody understands: " + other);
        };
        ObjectNode json = JSON.createObjectNode().put(KIND, kind);
        json.setAll(JSON.<ObjectNode>valueToTree(request));
        return json.toString();
    }
}
