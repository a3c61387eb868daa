package io.flowcast.executor.node.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.Problem;
import io.flowcast.executor.node.JsonMistake;
import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hc.core5.http.ContentType;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer.
 *
 * @param reason what the server says to the status; null where it says nothing
 * @param headers by lower-case name; those that came several times joined by commas
 */
@SuppressWarnings("ArrayRecordComponent") // read, and never compared
record Reply(
        int status,
        @Nullable String reason,
        Map<String, String> headers,
        byte[] body,
        @Nullable ContentType type) {

    private static final int EXCERPT = 500;
    /** What may pass by itself, so that it is retried like a failure of the server. */
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);

    boolean isRedirect() {
        return headers.containsKey("location")
                && (status == 301 || status == 302 || status == 303 || status == 307 || status == 308);
    }

    /** {@code {status, headers, body}}: a JSON body as a value, any other as text. */
    NodeResult output(ObjectMapper json) {
        Map<String, @Nullable Object> output = new LinkedHashMap<>();
        output.put("status", status);
        output.put("headers", headers);
        try {
            output.put("body", value(json));
        } catch (StreamConstraintsException e) {
            return NodeResult.failure(
                    "validation",
                    "Answer nests too deep",
                    "the body is no JSON that can be kept: " + JsonMistake.of(e));
        }
        return new NodeResult.Output(output);
    }

    /** What the node fails with that did not expect this answer. */
    NodeResult failure(NodeContext context) {
        Duration retryAfter = RetryAfter.of(headers, context.now());
        return new NodeResult.Failure(
                new Problem(
                        status >= 500 || PASSING.contains(status) ? "server" : "client",
                        reason == null || reason.isBlank() ? "HTTP " + status : reason,
                        status,
                        excerpt(context),
                        null,
                        null),
                retryAfter);
    }

    private @Nullable String excerpt(NodeContext context) {
        String text = context.redacted(text()).strip();
        return text.isEmpty() ? null : text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…";
    }

    private @Nullable Object value(ObjectMapper json) throws StreamConstraintsException {
        if (body.length == 0) {
            return null;
        }
        String text = text();
        String media = type == null ? "" : type.getMimeType().toLowerCase(Locale.ROOT);
        if (media.equals("application/json") || media.endsWith("+json")) {
            try {
                return json.readValue(text, Object.class);
            } catch (StreamConstraintsException e) {
                throw e;
            } catch (JsonProcessingException notWhatItSays) {
                return text;
            }
        }
        return text;
    }

    private String text() {
        Charset charset = type == null ? null : type.getCharset();
        return new String(body, charset == null ? StandardCharsets.UTF_8 : charset);
    }
}
