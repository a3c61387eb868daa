package io.flowcast.executor.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flowcast.events.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code POST …/rerun} asks for, in its query or its body: {@code version}, a number or {@code latest}.
 *
 * @param version the version of the definition that is to run; null for the one that ran, {@link #LATEST} for the latest
 */
record RerunRequest(@Nullable Integer version) {

    static final int LATEST = 0;

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");
    private static final ObjectReader READER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    sealed interface Read {
        record Understood(RerunRequest request) implements Read {}

        record Refused(Problem problem) implements Read {}
    }

    /** @param query what the query says; null where it says nothing */
    static Read read(@Nullable String query, byte[] body) {
        String version = query;
        if (new String(body, StandardCharsets.UTF_8).isBlank()) {
            return of(version);
        }
        JsonNode json;
        try {
            json = READER.readTree(body);
        } catch (IOException e) {
            return new Read.Refused(Requests.malformed(e));
        }
        JsonNode named = json.path("version");
        boolean understood = json.isObject()
                && json.size() == (named.isMissingNode() ? 0 : 1)
                && (named.isMissingNode() || named.isInt() || named.isTextual());
        if (!understood) {
            return invalid("the body may be {\"version\": a number or \"latest\"}");
        }
        if (!named.isMissingNode()) {
            if (version != null && !version.equals(named.asText())) {
                return invalid("the query and the body name different versions");
            }
            version = named.asText();
        }
        return of(version);
    }

    private static Read of(@Nullable String version) {
        if (version == null) {
            return new Read.Understood(new RerunRequest(null));
        }
        if (version.equals("latest")) {
            return new Read.Understood(new RerunRequest(LATEST));
        }
        if (NUMBER.matcher(version).matches()) {
            return new Read.Understood(new RerunRequest(Integer.valueOf(version)));
        }
        return invalid("version: expected a whole number from 1, or latest");
    }

    private static Read invalid(String detail) {
        return new Read.Refused(Problem.http(400, "invalid-request", "Invalid request", detail));
    }
}
