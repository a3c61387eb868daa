package io.flowcast.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokensTest {
    private static final Issuer ISSUER = new Issuer("one");
    private static final Issuer STRANGER = new Issuer("one");
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path folder;

    private final JwksServer server = new JwksServer(ISSUER.keySet());
    private Instant now = Instant.now();
    private final InstantSource clock = () -> now;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aGoodTokenNamesItsCaller() throws IOException {
        Caller caller = caller(tokens(Map.of()), ISSUER.token("ann", "flowcast-operator"));
        assertThat(caller.subject()).isEqualTo("ann");
        assertThat(caller.owner()).isEqualTo("user:ann");
        assertThat(caller.permissions()).containsExactlyInAnyOrder(Permission.VIEW, Permission.OPERATE);
        assertThat(caller.expiresAt())
                .isBetween(
                        now.plus(HOUR).minusSeconds(30).toEpochMilli(),
                        now.plus(HOUR).plusSeconds(60).toEpochMilli());
    }

    static Stream<String> confusions() throws JoseException {
        JwtClaims good = claims();
        JwtClaims otherAudience = claims();
        otherAudience.setAudience("billing");
        JwtClaims noAudience = claims();
        noAudience.unsetClaim("aud");
        JwtClaims otherIssuer = claims();
        otherIssuer.setIssuer("https://issuer.test.evil");
        JwtClaims noIssuer = claims();
        noIssuer.unsetClaim("iss");
        JwtClaims expired = claims();
        expired.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() - 60));
        JwtClaims endless = claims();
        endless.unsetClaim("exp");
        JwtClaims early = claims();
        early.setNotBefore(NumericDate.fromSeconds(NumericDate.now().getValue() + 600));
        JwtClaims nobody = claims();
        nobody.unsetClaim("sub");
        JwtClaims control = claims();
        control.setSubject("ann\nroot");
        String token = ISSUER.signed(good);
        String[] parts = token.split("\\.", -1);
        return Stream.of(
                unsigned(good),
                parts[0] + "." + parts[1] + ".",
                "." + parts[1] + "." + parts[2],
                parts[0] + "." + base64("{\"sub\":\"root\"}") + "." + parts[2],
                base64("{\"alg\":\"NONE\"}") + "." + parts[1] + ".",
                hmac(good, ISSUER.pem().getBytes(StandardCharsets.UTF_8)),
                hmac(good, ISSUER.keySet().getBytes(StandardCharsets.UTF_8)),
                STRANGER.signed(good),
                new Issuer("two").signed(good),
                ISSUER.signed(otherAudience),
                ISSUER.signed(noAudience),
                ISSUER.signed(otherIssuer),
                ISSUER.signed(noIssuer),
                ISSUER.signed(expired),
                ISSUER.signed(endless),
                ISSUER.signed(early),
                ISSUER.signed(nobody),
                ISSUER.signed(control),
                "",
                "x",
                "a.b.c",
                token + ".x.y",
                "A".repeat(20_000));
    }

    /** Tokens whose head says where to look for the key, or what else it is: nothing of it is believed. */
    static Stream<String> misleadingHeads() throws JoseException {
        String claims = base64(claims().toJson());
        Stream<String> signedByAStranger = Stream.of(
                        "\"kid\":\"../../../../dev/null\"",
                        "\"kid\":\"/proc/sys/kernel/randomize_va_space\"",
                        "\"kid\":\"one' UNION SELECT 'x\"",
                        "\"kid\":\"one\\u0000\"",
                        "\"kid\":[\"one\"]",
                        "\"kid\":null",
                        "\"kid\":\"" + "k".repeat(10_000) + "\"",
                        "\"kid\":\"one\",\"jku\":\"https://evil.test/keys\"",
                        "\"kid\":\"one\",\"x5u\":\"https://evil.test/cert\"",
                        "\"kid\":\"one\",\"x5c\":[\"MIIB\"]",
                        "\"kid\":\"one\",\"jwk\":" + publicKey(STRANGER),
                        "\"jwk\":" + publicKey(STRANGER))
                .map(head -> STRANGER.sign("{\"alg\":\"RS256\"," + head + "}", claims));
        Stream<String> signedWell = Stream.of(
                        "{\"alg\":\"RS256\",\"kid\":\"one\",\"crit\":[\"exp\"]}",
                        "{\"alg\":\"RS256\",\"kid\":\"one\",\"crit\":[\"b64\"],\"b64\":false}",
                        "{\"alg\":\"RS256\",\"alg\":\"none\",\"kid\":\"one\"}",
                        "{\"alg\":\"none\",\"kid\":\"one\"}",
                        "{\"alg\":\"HS256\",\"kid\":\"one\"}",
                        "{\"alg\":\"ES256\",\"kid\":\"one\"}",
                        "{\"alg\":\"RS1\",\"kid\":\"one\"}",
                        "{\"kid\":\"one\"}",
                        "[]",
                        "null",
                        "{")
                .map(head -> ISSUER.sign(head, claims));
        Stream<String> others = Stream.of(
                // A signature of zeros, which some libraries found good for any key (CVE-2022-21449).
                base64("{\"alg\":\"ES256\",\"kid\":\"one\"}") + "." + claims + "."
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]),
                // Encrypted to a key that everybody has, or by a password that is hashed for ever.
                encrypted("RSA-OAEP-256"),
                base64("{\"alg\":\"PBES2-HS512+A256KW\",\"enc\":\"A256GCM\",\"p2c\":2147483647,\"p2s\":\"c2FsdA\"}")
                        + ".AAAA.AAAA.AAAA.AAAA",
                base64("{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"zip\":\"DEF\"}") + "..AAAA.AAAA.AAAA");
        return Stream.of(signedByAStranger, signedWell, others).flatMap(all -> all);
    }

    /** Genuine ones, whose claims are not what they should be. */
    static Stream<String> misshapenClaims() {
        String good = claims().toJson();
        long now = NumericDate.now().getValue();
        return Stream.of(
                        good.replaceFirst("\\{", "{\"sub\":\"root\","), // "sub" twice
                        good.replaceFirst("\\{", "{\"aud\":\"billing\","),
                        good.replaceFirst("\"exp\":\\d+", "\"exp\":\"" + (now + 600) + "\""),
                        good.replaceFirst("\"exp\":\\d+", "\"exp\":null"),
                        good.replaceFirst("\"exp\":\\d+", "\"exp\":-1"),
                        good.replaceFirst("\"exp\":\\d+", "\"exp\":{}"),
                        good.replaceFirst("\"sub\":\"ann\"", "\"sub\":[\"ann\"]"),
                        good.replaceFirst("\"sub\":\"ann\"", "\"sub\":{\"name\":\"ann\"}"),
                        good.replaceFirst("\"sub\":\"ann\"", "\"sub\":\"\""),
                        good.replaceFirst("\"sub\":\"ann\"", "\"sub\":\"ann\\\\u202e\""),
                        good.replaceFirst("\"sub\":\"ann\"", "\"sub\":\"" + "a".repeat(300) + "\""),
                        good.replaceFirst("\"aud\":\"flowcast\"", "\"aud\":[\"flowcast2\",\"Flowcast\",\"flow\"]"),
                        good.replaceFirst("\"iss\":\"[^\"]*\"", "\"iss\":[\"" + Issuer.NAME + "\"]"),
                        "[" + good + "]",
                        "\"" + "x".repeat(100) + "\"",
                        "[".repeat(5_000),
                        "")
                .map(claims -> ISSUER.sign("{\"alg\":\"RS256\",\"kid\":\"one\"}", base64(claims)));
    }

    @ParameterizedTest
    @MethodSource({"misleadingHeads", "misshapenClaims"})
    void aTokenThatMisleadsNamesNobodyAndAsksNobodyElse(String token) throws IOException {
        Tokens tokens = tokens(Map.of());
        long begun = System.nanoTime();
        assertThat(tokens.verify(token)).as(token).isInstanceOf(Verification.Invalid.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        caller(tokens, ISSUER.token("ann"));
    }

    private static String publicKey(Issuer issuer) {
        return issuer.keySet().replaceFirst("^\\{\"keys\":\\[", "").replaceFirst("]}$", "");
    }

    private static String encrypted(String algorithm) throws JoseException {
        JsonWebEncryption encrypted = new JsonWebEncryption();
        encrypted.setPayload(claims().toJson());
        encrypted.setAlgorithmHeaderValue(algorithm);
        encrypted.setEncryptionMethodHeaderParameter("A128CBC-HS256");
        encrypted.setKeyIdHeaderValue("one");
        encrypted.setKey(
                PublicJsonWebKey.Factory.newPublicJwk(publicKey(ISSUER)).getPublicKey());
        return encrypted.getCompactSerialization();
    }

    @ParameterizedTest
    @MethodSource("confusions")
    void aTokenThatIsNotGoodNamesNobody(String token) throws IOException {
        assertThat(tokens(Map.of()).verify(token)).isInstanceOf(Verification.Invalid.class);
    }

    @Test
    void onlySignaturesThatAreConfiguredCount() throws IOException {
        String token = ISSUER.signed(claims(), AlgorithmIdentifiers.RSA_PSS_USING_SHA256);
        assertThat(tokens(Map.of()).verify(token)).isInstanceOf(Verification.Valid.class);
        assertThat(tokens(Map.of("algorithms", "RS256")).verify(token)).isInstanceOf(Verification.Invalid.class);
    }

    @Test
    void aTokenIsGoodUntilItExpires() throws IOException {
        Tokens tokens = tokens(Map.of("clock-skew", "5S"));
        String token = ISSUER.token("ann");
        caller(tokens, token);
        now = now.plus(HOUR).plusSeconds(3);
        caller(tokens, token);
        now = now.plusSeconds(5);
        assertThat(tokens.known(token)).isNull();
        assertThat(tokens.verify(token)).isInstanceOf(Verification.Invalid.class);
    }

    @Test
    void theIssuerMayChangeItsKeys() throws IOException {
        Tokens tokens = tokens(Map.of());
        caller(tokens, ISSUER.token("ann"));
        Issuer next = new Issuer("next");
        server.publish(next.keySet());
        now = now.plusSeconds(11);
        caller(tokens, next.token("ann"));
        assertThat(server.reads()).isEqualTo(2);

        now = now.plusSeconds(61); // what was good is remembered for a minute
        assertThat(tokens.verify(ISSUER.token("ann"))).isInstanceOf(Verification.Invalid.class);
    }

    @Test
    void unknownKeysDoNotLoadTheIssuer() throws IOException {
        Tokens tokens = tokens(Map.of());
        for (int i = 0; i < 50; i++) {
            assertThat(tokens.verify(STRANGER.token("ann" + i))).isInstanceOf(Verification.Invalid.class);
        }
        assertThat(server.reads()).isLessThanOrEqualTo(2);
    }

    @Test
    void whileTheIssuerIsAwayItsKeysGoOn() throws IOException {
        Tokens tokens = tokens(Map.of("keys-max-age", "1H"));
        caller(tokens, ISSUER.token("ann"));
        server.answer(503);
        now = now.plus(Duration.ofMinutes(30));
        caller(tokens, signed(now.plus(HOUR)));
        assertThat(tokens.ready()).isTrue();

        now = now.plus(Duration.ofMinutes(31));
        assertThat(tokens.ready()).isFalse();
        assertThat(tokens.verify(signed(now.plus(HOUR)))).isInstanceOf(Verification.Unavailable.class);

        server.answer(200);
        now = now.plusSeconds(11);
        caller(tokens, signed(now.plus(HOUR)));
    }

    @Test
    void whereNoKeyCouldBeReadYetNobodyIsToldToBeWrong() throws IOException {
        server.answer(500);
        Tokens tokens = tokens(Map.of());
        assertThat(tokens.verify(ISSUER.token("ann"))).isInstanceOf(Verification.Unavailable.class);
        assertThat(tokens.ready()).isFalse();
    }

    @Test
    void keysMayComeFromAFile() throws IOException {
        for (String keys : List.of(ISSUER.pem(), ISSUER.keySet(), STRANGER.pem() + "\n" + ISSUER.pem())) {
            Path file = Files.writeString(folder.resolve("keys"), keys);
            Tokens tokens =
                    Tokens.of(Configured.on(Map.of("key-file", file.toString())).auth(), clock);
            caller(tokens, ISSUER.token("ann"));
            assertThat(tokens.verify(new Issuer("x").token("ann"))).isInstanceOf(Verification.Invalid.class);
        }
    }

    @Test
    void rolesAreFoundWhereTheyAreConfigured() throws IOException {
        JwtClaims keycloak = claims();
        keycloak.setClaim("realm_access", Map.of("roles", List.of("boss", 7)));
        Caller boss = caller(
                tokens(Map.of("roles-claim", "realm_access/roles", "operate-all-roles", "boss,chief")),
                ISSUER.signed(keycloak));
        assertThat(boss.permissions())
                .containsExactlyInAnyOrder(
                        Permission.VIEW, Permission.VIEW_ALL, Permission.OPERATE, Permission.OPERATE_ALL);
        assertThat(boss.seesOnly()).isNull();
        assertThat(boss.commands()).isEqualTo(Caller.ANY_OWNER);

        JwtClaims scopes = claims();
        scopes.setClaim("scope", "openid  flowcast-author");
        Caller author = caller(tokens(Map.of("roles-claim", "scope", "view-roles", "viewer")), ISSUER.signed(scopes));
        assertThat(author.permissions()).containsExactlyInAnyOrder(Permission.VIEW, Permission.DEFINE);

        Caller nobody = caller(tokens(Map.of("view-roles", "viewer")), ISSUER.token("ann", "other"));
        assertThat(nobody.permissions()).isEmpty();
        assertThat(nobody.sees("user:ann")).isFalse();
    }

    @Test
    void withATenantExecutionsAreTheTenants() throws IOException {
        JwtClaims claims = claims();
        claims.setClaim("org", "acme");
        Tokens tokens = tokens(Map.of("tenant-claim", "org"));
        Caller caller = caller(tokens, ISSUER.signed(claims));
        assertThat(caller.owner()).isEqualTo("tenant:acme");
        assertThat(caller.sees("tenant:acme")).isTrue();
        assertThat(caller.sees("user:ann")).isFalse();
        assertThat(caller.sees(Caller.ANYBODY)).isFalse();
        assertThat(tokens.verify(ISSUER.token("ann"))).isInstanceOf(Verification.Invalid.class);
    }

    private Tokens tokens(Map<String, String> settings) throws IOException {
        Map<String, String> all = new HashMap<>(settings);
        all.put("jwks-url", server.url().toString());
        return Tokens.of(Configured.on(all).auth(), clock);
    }

    private static Caller caller(Tokens tokens, String token) {
        Verification verification = tokens.verify(token);
        assertThat(verification).isInstanceOf(Verification.Valid.class);
        return ((Verification.Valid) verification).caller();
    }

    private static JwtClaims claims() {
        return Issuer.claims("ann", HOUR, Map.of());
    }

    private static String signed(Instant end) {
        JwtClaims claims = claims();
        claims.setExpirationTime(NumericDate.fromMilliseconds(end.toEpochMilli()));
        return ISSUER.signed(claims);
    }

    private static String unsigned(JwtClaims claims) throws JoseException {
        JsonWebSignature none = new JsonWebSignature();
        none.setPayload(claims.toJson());
        none.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
        none.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        return none.getCompactSerialization();
    }

    private static String hmac(JwtClaims claims, byte[] publicKey) throws JoseException {
        JsonWebSignature forged = new JsonWebSignature();
        forged.setPayload(claims.toJson());
        forged.setKeyIdHeaderValue("one");
        forged.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        forged.setKey(new HmacKey(publicKey));
        return forged.getCompactSerialization();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
