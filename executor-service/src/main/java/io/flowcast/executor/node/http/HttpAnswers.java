package io.flowcast.executor.node.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.Problem;
import io.flowcast.node.NodeResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.HttpClientResponseHandler;
import org.jspecify.annotations.Nullable;

/** Makes the HTTP answer to one request the result of a node: JSON bodies as values, others as text, at most so many bytes. */
final class HttpAnswers implements HttpClientResponseHandler<NodeResult> {

    private final long maxBody;
    private final ObjectMapper json;
    private final Runnable hangUp;

    /** @param hangUp closes the connection as it stands */
    HttpAnswers(long maxBody, ObjectMapper json, Runnable hangUp) {
        this.maxBody = maxBody;
        this.json = json;
        this.hangUp = hangUp;
    }

    @Override
    public NodeResult handleResponse(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        byte[] body = new byte[0];
        if (entity != null) {
            InputStream in = entity.getContent();
            body = in.readNBytes(Math.toIntExact(maxBody) + 1);
            if (body.length > maxBody) {
                // To close the stream, or the answer, is to read it to its end, and it may have none.
                hangUp.run();
            }
            in.close();
        }
        if (body.length > maxBody) {
            return NodeResult.failure("validation", "Answer too large", "the body has more than " + maxBody + " bytes");
        }
        int status = response.getCode();
        if (status >= 400) {
            return new NodeResult.Failure(new Problem(
                    status >= 500 ? "server" : "client",
                    response.getReasonPhrase() == null ? "HTTP " + status : response.getReasonPhrase(),
                    status,
                    excerpt(body, entity),
                    null,
                    null));
        }
        return new NodeResult.Output(output(status, headers(response), value(body, entity)));
    }

    private static Map<String, @Nullable Object> output(
            int status, Map<String, Object> headers, @Nullable Object body) {
        Map<String, @Nullable Object> output = new LinkedHashMap<>();
        output.put("status", status);
        output.put("headers", headers);
        output.put("body", body);
        return output;
    }

    private static Map<String, Object> headers(ClassicHttpResponse response) {
        Map<String, Object> headers = new TreeMap<>();
        for (Header header : response.getHeaders()) {
            headers.merge(
                    header.getName().toLowerCase(Locale.ROOT), header.getValue(), (one, other) -> one + ", " + other);
        }
        return headers;
    }

    private @Nullable Object value(byte[] body, @Nullable HttpEntity entity) {
        if (body.length == 0) {
            return null;
        }
        String text = text(body, entity);
        String type = type(entity);
        if (type.equals("application/json") || type.endsWith("+json")) {
            try {
                return json.readValue(text, Object.class);
            } catch (JsonProcessingException notWhatItSays) {
                return text;
            }
        }
        return text;
    }

    private static @Nullable String excerpt(byte[] body, @Nullable HttpEntity entity) {
        String text = text(body, entity).strip();
        return text.isEmpty() ? null : text.length() <= 500 ? text : text.substring(0, 500) + "…";
    }

    private static String text(byte[] body, @Nullable HttpEntity entity) {
        ContentType type = entity == null ? null : ContentType.parseLenient(entity.getContentType());
        Charset charset = type == null ? null : type.getCharset();
        return new String(body, charset == null ? StandardCharsets.UTF_8 : charset);
    }

    private static String type(@Nullable HttpEntity entity) {
        ContentType type = entity == null ? null : ContentType.parseLenient(entity.getContentType());
        return type == null ? "" : type.getMimeType().toLowerCase(Locale.ROOT);
    }
}
