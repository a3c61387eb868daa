package io.flowcast.executor.trigger;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * How a webhook's caller shows that it knows the secret, whichever of these it uses:
 *
 * <ul>
 *   <li>{@code webhook-id}, {@code webhook-timestamp} and {@code webhook-signature}, by the Standard Webhooks specification;
 *   <li>{@code X-Hub-Signature-256}: the HMAC-SHA256 of the body;
 *   <li>{@code Authorization: Bearer}, or {@code X-Gitlab-Token}: the secret itself.
 * </ul>
 *
 * A wrong one is not made good by another. Comparisons take the same time wherever they differ.
 */
final class HookCredentials {

    private static final String BEARER = "Bearer ";
    private static final String STANDARD_SECRET = "whsec_";

    private final String secret;
    private final long tolerance;

    /** @param tolerance how old a signed time may be, in seconds */
    HookCredentials(String secret, long tolerance) {
        this.secret = secret;
        this.tolerance = tolerance;
    }

    /**
     * Why these headers do not show that the caller knows the secret; empty where they do.
     *
     * @param headers by lower-case name
     * @param now epoch milliseconds
     */
    Optional<String> wrong(Map<String, String> headers, byte[] body, long now) {
        String signature = headers.get("webhook-signature");
        if (signature != null) {
            return standard(signature, headers.get("webhook-id"), headers.get("webhook-timestamp"), body, now);
        }
        String hub = headers.get("x-hub-signature-256");
        if (hub != null) {
            String expected = "sha256=" + HexFormat.of().formatHex(hmac(bytes(secret), body));
            return same(expected, hub) ? Optional.empty() : Optional.of("X-Hub-Signature-256 does not match the body");
        }
        String token = headers.get("x-gitlab-token");
        String authorization = headers.get("authorization");
        if (token == null && authorization != null && authorization.startsWith(BEARER)) {
            token = authorization.substring(BEARER.length());
        }
        if (token == null) {
            return Optional.of(
                    "none of webhook-signature, X-Hub-Signature-256, X-Gitlab-Token and Authorization: Bearer"
                            + " is there");
        }
        return same(secret, token) ? Optional.empty() : Optional.of("the token is not the secret");
    }

    private Optional<String> standard(
            String signatures, @Nullable String id, @Nullable String timestamp, byte[] body, long now) {
        if (id == null || timestamp == null || !timestamp.matches("[0-9]{1,12}")) {
            return Optional.of("webhook-signature needs webhook-id and webhook-timestamp (seconds) beside it");
        }
        if (Math.abs(now / 1000 - Long.parseLong(timestamp)) > tolerance) {
            return Optional.of("webhook-timestamp is more than " + tolerance + " s from now");
        }
        byte[] head = bytes(id + "." + timestamp + ".");
        byte[] signed = new byte[head.length + body.length];
        System.arraycopy(head, 0, signed, 0, head.length);
        System.arraycopy(body, 0, signed, head.length, body.length);
        String expected = "v1," + Base64.getEncoder().encodeToString(hmac(standardKey(), signed));
        for (String one : signatures.split(" ", 20)) {
            if (same(expected, one)) {
                return Optional.empty();
            }
        }
        return Optional.of("webhook-signature does not match the body");
    }

    private byte[] standardKey() {
        if (secret.startsWith(STANDARD_SECRET)) {
            try {
                byte[] key = Base64.getDecoder().decode(secret.substring(STANDARD_SECRET.length()));
                // Nobody can sign with an empty one.
                return key.length == 0 ? bytes(secret) : key;
            } catch (IllegalArgumentException notBase64) {
                return bytes(secret);
            }
        }
        return bytes(secret);
    }

    private static boolean same(String expected, String given) {
        return MessageDigest.isEqual(bytes(expected), bytes(given));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HmacSHA256, and it takes any key but an empty one", e);
        }
    }
}
