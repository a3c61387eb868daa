package io.flowcast.stack.backend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request, read.
 *
 * @param text the body as it came
 * @param attempt how often a call with this path and key has come, this one included; 1 without a key
 */
record Question(
        String method,
        String path,
        String query,
        @Nullable String idempotencyKey,
        int attempt,
        JsonNode body,
        Headers headers,
        String text) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_BODY = 1 << 20;

    static Question read(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY);
        String query = exchange.getRequestURI().getRawQuery();
        return new Question(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                query == null ? "" : query,
                exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                1,
                body.length == 0 ? MissingNode.getInstance() : JSON.readTree(body),
                exchange.getRequestHeaders(),
                new String(body, StandardCharsets.UTF_8));
    }

    Question onAttempt(int number) {
        return new Question(method, path, query, idempotencyKey, number, body, headers, text);
    }

    /** A number of the query string, or the default where it is missing or none. */
    int number(String name, int otherwise) {
        Matcher found = Pattern.compile("(?:^|&)" + name + "=(\\d{1,9})(?:&|$)").matcher(query);
        return found.find() ? Integer.parseInt(found.group(1)) : otherwise;
    }
}
