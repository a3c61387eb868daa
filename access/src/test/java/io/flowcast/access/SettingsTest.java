package io.flowcast.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong or half configuration keeps a service from starting, and one sentence says why. */
class SettingsTest {
    private static final Map<String, String> KEYS = Map.of("jwks-url", "https://issuer.test/keys");

    @TempDir
    Path folder;

    @Test
    void whereNobodySetsAnythingItIsOff() {
        assertThat(read(Configured.with(Map.of()))).isInstanceOf(Settings.Outcome.Off.class);
        assertThat(read(Configured.with(Map.of("enabled", "false")))).isInstanceOf(Settings.Outcome.Off.class);
    }

    @Test
    void withKeysIssuerAndAudienceItIsOn() {
        assertThat(read(Configured.on(KEYS))).isInstanceOf(Settings.Outcome.On.class);
        assertThat(read(Configured.on(Map.of("jwks-url", "http://localhost:1/keys"))))
                .isInstanceOf(Settings.Outcome.On.class);
    }

    @Test
    void settingsWithoutTheSwitchAreNoProtection() {
        assertMistake(Configured.with(Map.of("issuer", "x")), "flowcast.auth.issuer is set, but authentication is off");
        assertMistake(Configured.with(Map.of("view-roles[0]", "x")), "authentication is off");
    }

    @Test
    void aSettingThatIsNoneIsNotPassedOver() {
        assertMistake(Configured.with(Map.of("enable", "true")), "flowcast.auth.enable is no setting");
        assertMistake(Configured.on(Map.of("jwks-url", "https://x/", "role-claim", "r")), "role-claim is no setting");
    }

    @Test
    void theHalfOfItIsTold() {
        assertMistake(Configured.on(Map.of()), "either flowcast.auth.jwks-url or flowcast.auth.key-file");
        assertMistake(
                Configured.on(Map.of("jwks-url", "https://x/", "key-file", "/x")),
                "either flowcast.auth.jwks-url or flowcast.auth.key-file");
        assertMistake(
                Configured.with(Map.of("enabled", "true", "jwks-url", "https://x/", "audience", "a")),
                "needs flowcast.auth.issuer");
        assertMistake(
                Configured.with(Map.of("enabled", "true", "jwks-url", "https://x/", "issuer", "a")),
                "needs flowcast.auth.audience");
    }

    @ParameterizedTest
    @CsvSource({
        "jwks-url, http://issuer.test/keys, must be an https URL",
        "jwks-url, http://127.0.0.1.evil.test/keys, must be an https URL",
        "jwks-url, file:/keys, must be an https URL",
        "algorithms, HS256, flowcast.auth.algorithms must name some of",
        "algorithms, 'RS256,none', flowcast.auth.algorithms must name some of",
        "clock-skew, 10M, flowcast.auth.clock-skew must be",
        "keys-refresh, 0S, flowcast.auth.keys-refresh must be",
        "keys-max-age, 1S, flowcast.auth.keys-max-age must be",
    })
    void whatWouldWeakenItIsRefused(String name, String value, String told) {
        Map<String, String> settings = new HashMap<>(KEYS);
        settings.put(name, value);
        assertMistake(Configured.on(settings), told);
    }

    @Test
    void aFileWithoutKeysIsRefused() throws IOException {
        assertMistake(Configured.on(Map.of("key-file", folder.resolve("none").toString())), "flowcast.auth.key-file");
        Path empty = Files.writeString(folder.resolve("empty"), "-----BEGIN PRIVATE KEY-----");
        assertMistake(Configured.on(Map.of("key-file", empty.toString())), "there is no public key");
        Path secret = Files.writeString(
                folder.resolve("secret"), "{\"keys\":[{\"kty\":\"oct\",\"k\":\"" + "A".repeat(43) + "\"}]}");
        assertMistake(Configured.on(Map.of("key-file", secret.toString())), "there is no public key");
    }

    private static Settings.Outcome read(Configured configured) {
        return Settings.read(configured.auth(), configured.all(), InstantSource.system());
    }

    private static void assertMistake(Configured configured, String told) {
        assertThat(read(configured))
                .isInstanceOfSatisfying(
                        Settings.Outcome.Mistaken.class,
                        mistaken -> assertThat(mistaken.why()).contains(told).endsWith("."));
    }
}
