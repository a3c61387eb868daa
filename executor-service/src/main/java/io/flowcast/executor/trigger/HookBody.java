package io.flowcast.executor.trigger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flowcast.events.Problem;
import io.flowcast.executor.node.JsonMistake;
import io.flowcast.executor.node.Nesting;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of a webhook as a plain value: JSON, a form's fields, or text. */
sealed interface HookBody {

    record Read(@Nullable Object value) implements HookBody {}

    record Refused(Problem problem) implements HookBody {}

    ObjectReader JSON = JsonMapper.builder(Nesting.factory(0))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(Object.class);

    static HookBody of(@Nullable String contentType, byte[] body) {
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        if (body.length == 0) {
            return new Read(null);
        }
        if (type.contains("json")) {
            return json(body);
        }
        String text = new String(body, StandardCharsets.UTF_8);
        return type.startsWith("application/x-www-form-urlencoded") ? form(text) : new Read(text);
    }

    private static HookBody json(byte[] body) {
        try {
            return new Read(JSON.readValue(body));
        } catch (StreamConstraintsException e) {
            return new Refused(Problem.http(
                    400, "nested-too-deep", "Nested too deep", "the body cannot be taken: " + JsonMistake.of(e)));
        } catch (JsonProcessingException e) {
            return new Refused(Problem.http(
                            400, "malformed-json", "Malformed JSON", "the body is not JSON: " + JsonMistake.of(e))
                    .with(List.of(new Problem.Fault(
                            null,
                            e.getLocation() == null ? null : e.getLocation().getLineNr(),
                            e.getLocation() == null ? null : e.getLocation().getColumnNr(),
                            JsonMistake.of(e)))));
        } catch (IOException e) {
            return new Refused(
                    Problem.http(400, "malformed-json", "Malformed JSON", "the body is not UTF-8: " + e.getMessage()));
        }
    }

    private static HookBody form(String text) {
        try {
            return new Read(fields(text));
        } catch (IllegalArgumentException e) {
            return new Refused(
                    Problem.http(400, "malformed-form", "Malformed form", "the body is no form: " + e.getMessage()));
        }
    }

    /** The fields of a form or a query; one that is there several times is a list. */
    static Map<String, Object> fields(String text) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
                fields.merge(name, value, HookBody::both);
            }
        }
        return fields;
    }

    private static Object both(Object before, Object more) {
        List<Object> values = before instanceof List<?> list ? new ArrayList<>(list) : new ArrayList<>(List.of(before));
        values.add(more);
        return values;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
