package io.flowcast.executor.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HookCredentialsTest {

    // The example of the Standard Webhooks specification's reference implementations.
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final String TIMESTAMP = "1614265330";
    private static final long NOW = 1614265330_000L;
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    @Test
    void takesTheSpecificationsExample() {
        assertThat(standard(Map.of(), NOW)).isEmpty();
    }

    @Test
    void takesOneOfSeveralSignatures() {
        assertThat(standard(Map.of("webhook-signature", "v1,AAAA " + SIGNATURE), NOW))
                .isEmpty();
    }

    @Test
    void refusesAnotherBodyAnotherIdAndAnotherTime() {
        assertThat(standard(Map.of("webhook-id", "msg_other"), NOW)).isPresent();
        assertThat(standard(Map.of("webhook-timestamp", "1614265331"), NOW)).isPresent();
        assertThat(new HookCredentials(SECRET, 300).wrong(headers(Map.of()), new byte[] {'{', '}'}, NOW))
                .isPresent();
    }

    @Test
    void refusesWhatIsTooOldOrLacksItsTime() {
        assertThat(standard(Map.of(), NOW + 301_000))
                .hasValueSatisfying(why -> assertThat(why).contains("300 s"));
        assertThat(standard(Map.of("webhook-timestamp", "yesterday"), NOW)).isPresent();
    }

    @Test
    void takesNoEmptyKey() {
        HookCredentials credentials = new HookCredentials("whsec_", 300);

        assertThat(credentials.wrong(headers(Map.of()), BODY, NOW)).isPresent();
    }

    @Test
    void takesGitHubsSignature() {
        // From GitHub's documentation of webhook deliveries.
        HookCredentials credentials = new HookCredentials("It's a Secret to Everybody", 300);
        byte[] body = "Hello, World!".getBytes(StandardCharsets.UTF_8);
        String signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

        assertThat(credentials.wrong(Map.of("x-hub-signature-256", signature), body, NOW))
                .isEmpty();
        assertThat(credentials.wrong(Map.of("x-hub-signature-256", signature), BODY, NOW))
                .isPresent();
    }

    @Test
    void takesTheSecretItself() {
        HookCredentials credentials = new HookCredentials("s3cret", 300);

        assertThat(credentials.wrong(Map.of("authorization", "Bearer s3cret"), BODY, NOW))
                .isEmpty();
        assertThat(credentials.wrong(Map.of("x-gitlab-token", "s3cret"), BODY, NOW))
                .isEmpty();
        assertThat(credentials.wrong(Map.of("authorization", "Bearer s3cre"), BODY, NOW))
                .isPresent();
        assertThat(credentials.wrong(Map.of("authorization", "Basic s3cret"), BODY, NOW))
                .isPresent();
        assertThat(credentials.wrong(Map.of(), BODY, NOW)).isPresent();
    }

    @Test
    void doesNotMakeAWrongSignatureGoodByAToken() {
        assertThat(standard(Map.of("webhook-signature", "v1,AAAA", "authorization", "Bearer " + SECRET), NOW))
                .isPresent();
    }

    private static Optional<String> standard(Map<String, String> changed, long now) {
        return new HookCredentials(SECRET, 300).wrong(headers(changed), BODY, now);
    }

    private static Map<String, String> headers(Map<String, String> changed) {
        Map<String, String> headers =
                new HashMap<>(Map.of("webhook-id", ID, "webhook-timestamp", TIMESTAMP, "webhook-signature", SIGNATURE));
        headers.putAll(changed);
        return headers;
    }
}
