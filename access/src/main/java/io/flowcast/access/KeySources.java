package io.flowcast.access;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jose4j.http.Get;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** Reads keys from where an issuer publishes them, or from a file. Only public keys count; a secret among them is left out. */
final class KeySources {
    private static final int TIMEOUT_MILLIS = 3_000;
    private static final int MAX_LENGTH = 1024 * 1024;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519", "Ed448");

    private KeySources() {}

    static Keys.Source url(URI url) {
        Get get = new Get();
        get.setConnectTimeout(TIMEOUT_MILLIS);
        get.setReadTimeout(TIMEOUT_MILLIS);
        get.setRetries(1);
        get.setResponseBodySizeLimit(MAX_LENGTH);
        return () -> set(get.get(url.toString()).getBody());
    }

    static Keys.Source file(Path file) {
        return () -> {
            if (Files.size(file) > MAX_LENGTH) {
                throw new IOException(file + " is too large to be keys");
            }
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return text.stripLeading().startsWith("{") ? set(text) : pem(text, file);
        };
    }

    private static List<JsonWebKey> set(String text) throws IOException {
        try {
            JsonWebKeySet set = text.contains("\"keys\"")
                    ? new JsonWebKeySet(text)
                    : new JsonWebKeySet(JsonWebKey.Factory.newJwk(text));
            return found(set.getJsonWebKeys().stream()
                    .filter(PublicJsonWebKey.class::isInstance)
                    .toList());
        } catch (JoseException | RuntimeException e) {
            throw new IOException("it is no JWK Set: " + e.getMessage(), e);
        }
    }

    private static List<JsonWebKey> pem(String text, Path file) throws IOException {
        List<JsonWebKey> keys = new ArrayList<>();
        Matcher blocks = PEM.matcher(text);
        while (blocks.find()) {
            try {
                keys.add(PublicJsonWebKey.Factory.newPublicJwk(key(blocks.group(1), blocks.group(), blocks.group(2))));
            } catch (GeneralSecurityException | JoseException | IllegalArgumentException e) {
                throw new IOException(file + " holds a key that cannot be read: " + e.getMessage(), e);
            }
        }
        return found(keys);
    }

    private static PublicKey key(String kind, String block, String base64) throws GeneralSecurityException {
        if (kind.equals("CERTIFICATE")) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.getBytes(StandardCharsets.US_ASCII)))
                    .getPublicKey();
        }
        byte[] encoded = Base64.getMimeDecoder().decode(base64);
        InvalidKeySpecException last = null;
        for (String algorithm : KINDS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException another) {
                last = another;
            }
        }
        throw new InvalidKeySpecException("it is none of " + KINDS, last);
    }

    private static List<JsonWebKey> found(List<JsonWebKey> keys) throws IOException {
        if (keys.isEmpty()) {
            throw new IOException("there is no public key");
        }
        return List.copyOf(keys);
    }
}
