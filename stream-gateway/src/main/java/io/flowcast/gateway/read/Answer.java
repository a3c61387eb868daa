package io.flowcast.gateway.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An answer as it goes out, made once for all who get it.
 *
 * @param json on one line
 * @param tag of exactly these bytes
 */
record Answer(String json, String tag) implements AnswerCache.Weighed {
    private static final int TAG_BYTES = 8;

    static Answer of(ObjectMapper json, Object value) {
        try {
            String text = json.writeValueAsString(value);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return new Answer(text, HexFormat.of().formatHex(digest, 0, TAG_BYTES));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that is no JSON", e);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    @Override
    public long bytes() {
        return 2L * json.length();
    }

    /** 304 where the client has it. It may keep it, and has to ask whether it still holds (RFC 9111, 5.2.2.4). */
    Response to(Request request) {
        EntityTag entity = new EntityTag(tag);
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(entity);
        Response.ResponseBuilder answer = unchanged == null
                ? Response.ok(json, MediaType.APPLICATION_JSON_TYPE).tag(entity)
                : unchanged;
        return answer.header("Cache-Control", "private, no-cache").build();
    }
}
