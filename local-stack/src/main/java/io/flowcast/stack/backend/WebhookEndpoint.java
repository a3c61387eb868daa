package io.flowcast.stack.backend;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A receiver of webhooks by the Standard Webhooks specification: it believes only what is signed, and lately. */
final class WebhookEndpoint {
    static final String PATH = "/webhook";

    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final long TOLERANCE_SECONDS = 300;

    private final byte[] key;

    WebhookEndpoint(String secret) {
        this.key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    }

    Answer answer(Question question) {
        String id = question.headers().getFirst("webhook-id");
        String timestamp = question.headers().getFirst("webhook-timestamp");
        String signatures = question.headers().getFirst("webhook-signature");
        if (id == null || signatures == null || !isRecent(timestamp)) {
            return Answer.problem(400, "A webhook says who, when and by whose signature");
        }
        byte[] expected = ("v1," + sign(id + "." + timestamp + "." + question.text())).getBytes(StandardCharsets.UTF_8);
        boolean signed = List.of(signatures.split(" ")).stream()
                .anyMatch(one -> MessageDigest.isEqual(expected, one.getBytes(StandardCharsets.UTF_8)));
        return signed
                ? Answer.ok(JsonNodeFactory.instance.objectNode().put("received", id))
                : Answer.problem(401, "The signature is not that of EXAMPLE_TOKEN");
    }

    private static boolean isRecent(@Nullable String timestamp) {
        return timestamp != null
                && timestamp.matches("[0-9]{1,12}")
                && Math.abs(System.currentTimeMillis() / 1_000 - Long.parseLong(timestamp)) <= TOLERANCE_SECONDS;
    }

    private String sign(String content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no " + ALGORITHM, e);
        }
    }
}
