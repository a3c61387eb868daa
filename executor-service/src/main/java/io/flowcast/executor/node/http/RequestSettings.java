package io.flowcast.executor.node.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.node.NodeContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.message.BasicNameValuePair;
import org.apache.hc.core5.net.URIBuilder;
import org.apache.hc.core5.net.WWWFormCodec;
import org.jspecify.annotations.Nullable;

/** The settings of a node as a request. Its errors name the setting, and nothing of its value. */
final class RequestSettings {

    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");

    /** They say where a message ends, or what becomes of its connection. */
    private static final Set<String> FRAMING = Set.of(
            "content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade", "expect");

    private final Map<String, @Nullable Object> settings;

    RequestSettings(Map<String, @Nullable Object> settings) {
        this.settings = settings;
    }

    /** The settings make no request; the message says why. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String message) {
            super(message);
        }
    }

    /** What every call carries, whatever the author says of it. */
    static Map<String, String> ownHeaders(NodeContext context) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Idempotency-Key", context.idempotencyKey());
        headers.put("Accept", "application/json, */*;q=0.5");
        context.traceparent().ifPresent(parent -> headers.put(Outgoing.TRACEPARENT, parent));
        context.tracestate().ifPresent(state -> headers.put(Outgoing.TRACESTATE, state));
        return headers;
    }

    URI url() throws Unusable {
        try {
            URIBuilder url = new URIBuilder(Objects.toString(settings.get("url"), ""));
            if (url.getHost() == null
                    || !("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))) {
                throw new Unusable("url is not that of an HTTP server; expected http:// or https:// and a host");
            }
            if (url.getUserInfo() != null) {
                throw new Unusable("url holds a user; expected the credentials in the header Authorization");
            }
            pairs("query").forEach(pair -> url.addParameter(pair.getName(), pair.getValue()));
            return url.setScheme(url.getScheme().toLowerCase(Locale.ROOT))
                    .setFragment(null)
                    .build();
        } catch (URISyntaxException e) {
            throw new Unusable("url is no URL: " + e.getReason() + " at character " + e.getIndex());
        }
    }

    Map<String, String> headers() throws Unusable {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, @Nullable Object> entry : entries("headers").entrySet()) {
            String value = Objects.toString(entry.getValue(), "");
            if (!HEADER_NAME.matcher(entry.getKey()).matches()
                    || !HEADER_VALUE.matcher(value).matches()) {
                throw new Unusable("the header " + entry.getKey() + " has characters that a header can't have");
            }
            if (FRAMING.contains(entry.getKey().toLowerCase(Locale.ROOT))) {
                throw new Unusable("the header " + entry.getKey() + " follows from the request and can't be set");
            }
            headers.put(entry.getKey(), value);
        }
        return headers;
    }

    /** A map, list, number or boolean as JSON, text as text; a form as one. Null where there is none. */
    Outgoing.@Nullable Body body(ObjectMapper json) throws Unusable, JsonProcessingException {
        Object body = settings.get("body");
        if (settings.get("form") != null) {
            if (body != null) {
                throw new Unusable("body and form can't both be sent; expected one of them");
            }
            byte[] form =
                    WWWFormCodec.format(pairs("form"), StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
            // As the URL standard has it: always UTF-8, so without a charset.
            return new Outgoing.Body(form, ContentType.create("application/x-www-form-urlencoded"));
        }
        return switch (body) {
            case null -> null;
            case String text ->
                new Outgoing.Body(
                        text.getBytes(StandardCharsets.UTF_8),
                        ContentType.TEXT_PLAIN.withCharset(StandardCharsets.UTF_8));
            case Object value -> new Outgoing.Body(json.writeValueAsBytes(value), ContentType.APPLICATION_JSON);
        };
    }

    /** A list gives its name several times. */
    private List<NameValuePair> pairs(String setting) throws Unusable {
        List<NameValuePair> pairs = new ArrayList<>();
        entries(setting).forEach((name, value) -> {
            for (Object each : value instanceof Collection<?> list ? list : Collections.singletonList(value)) {
                pairs.add(new BasicNameValuePair(name, Objects.toString(each, "")));
            }
        });
        return pairs;
    }

    @SuppressWarnings("unchecked") // the names of a JSON object are strings
    private Map<String, @Nullable Object> entries(String name) throws Unusable {
        return switch (settings.get(name)) {
            case null -> Map.of();
            case Map<?, ?> map -> (Map<String, @Nullable Object>) map;
            case Object _ -> throw new Unusable(name + " is no map; expected an object");
        };
    }
}
