package io.flowcast.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Issues tokens with a key of its own, made for the test. */
public final class Issuer {
    public static final String NAME = "https://issuer.test";
    public static final String AUDIENCE = "flowcast";

    private final PublicJsonWebKey key;

    public Issuer(String keyId) {
        try {
            key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(keyId);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What verifies its tokens. */
    public String keySet() {
        return new JsonWebKeySet(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    /** The same as PEM, without a key id. */
    public String pem() {
        byte[] encoded = key.getPublicKey().getEncoded();
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(encoded)
                + "\n-----END PUBLIC KEY-----\n";
    }

    PrivateKey privateKey() {
        return key.getPrivateKey();
    }

    /** Good for an hour. */
    public String token(String subject, String... roles) {
        return token(subject, Duration.ofHours(1), roles);
    }

    public String token(String subject, Duration validity, String... roles) {
        return signed(claims(subject, validity, Map.of("roles", List.of(roles))));
    }

    public static JwtClaims claims(String subject, Duration validity, Map<String, ?> more) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(NAME);
        claims.setAudience(AUDIENCE);
        claims.setSubject(subject);
        claims.setGeneratedJwtId();
        claims.setIssuedAtToNow();
        claims.setExpirationTime(NumericDate.fromMilliseconds(System.currentTimeMillis() + validity.toMillis()));
        more.forEach(claims::setClaim);
        return claims;
    }

    /** Whatever these are, with a signature by RS256 that fits. */
    String sign(String head, String encodedClaims) {
        try {
            String input = Base64.getUrlEncoder().withoutPadding().encodeToString(head.getBytes(StandardCharsets.UTF_8))
                    + "." + encodedClaims;
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(privateKey());
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public String signed(JwtClaims claims) {
        return signed(claims, AlgorithmIdentifiers.RSA_USING_SHA256);
    }

    public String signed(JwtClaims claims, String algorithm) {
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setPayload(claims.toJson());
            signature.setKey(privateKey());
            signature.setKeyIdHeaderValue(key.getKeyId());
            signature.setAlgorithmHeaderValue(algorithm);
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
