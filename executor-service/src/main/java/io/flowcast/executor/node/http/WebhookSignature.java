package io.flowcast.executor.node.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The headers of the Standard Webhooks specification (standardwebhooks.com), version 1: HMAC-SHA256. */
final class WebhookSignature {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";

    private WebhookSignature() {}

    /**
     * @param seconds the time of this attempt, since the epoch
     * @param secrets one, or several while they are rotated: each signs. {@code whsec_} and base64 as the specification
     *     says, or any other text, which then is the key as it stands
     */
    static Map<String, String> headers(String id, long seconds, byte[] body, List<String> secrets)
            throws RequestSettings.Unusable {
        List<String> signatures = new ArrayList<>();
        for (String secret : secrets) {
            signatures.add("v1," + sign(id + "." + seconds + ".", body, key(secret)));
        }
        return Map.of(
                "webhook-id", id,
                "webhook-timestamp", Long.toString(seconds),
                "webhook-signature", String.join(" ", signatures));
    }

    private static byte[] key(String secret) throws RequestSettings.Unusable {
        if (!secret.startsWith(PREFIX)) {
            return secret.getBytes(StandardCharsets.UTF_8);
        }
        try {
            byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
            if (key.length > 0) {
                return key;
            }
        } catch (IllegalArgumentException notBase64) {
            // Said below, without what stands there.
        }
        throw new RequestSettings.Unusable("secret begins with whsec_, and what follows is no key in base64");
    }

    private static String sign(String prefix, byte[] body, byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update(prefix.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no " + ALGORITHM, e);
        }
    }
}
