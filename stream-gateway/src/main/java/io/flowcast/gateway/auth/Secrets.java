package io.flowcast.gateway.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Random words that a client keeps. Redis gets only their digest, and what it keeps for them is sealed with a key that comes from
 * the word itself: so who reads Redis can use neither, and no replica needs a key of its own. Thread-safe.
 */
final class Secrets {
    private static final int BYTES = 32;
    private static final int NONCE = 12;
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secrets() {}

    /** 256 random bits, as 43 characters that need no escaping anywhere. */
    static String make() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static boolean wellFormed(String word) {
        return WORD.matcher(word).matches();
    }

    /** By which Redis knows it. */
    static String digest(String word) {
        return HexFormat.of().formatHex(hash("name " + word));
    }

    static String seal(String word, String text) {
        try {
            byte[] nonce = new byte[NONCE];
            RANDOM.nextBytes(nonce);
            byte[] closed = cipher(Cipher.ENCRYPT_MODE, word, nonce).doFinal(text.getBytes(StandardCharsets.UTF_8));
            byte[] all = ByteBuffer.allocate(NONCE + closed.length)
                    .put(nonce)
                    .put(closed)
                    .array();
            return Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES", e);
        }
    }

    /** Empty where it was not sealed with this word. */
    static Optional<String> open(String word, String closed) {
        try {
            ByteBuffer all = ByteBuffer.wrap(Base64.getDecoder().decode(closed));
            byte[] nonce = new byte[NONCE];
            all.get(nonce);
            byte[] rest = new byte[all.remaining()];
            all.get(rest);
            return Optional.of(
                    new String(cipher(Cipher.DECRYPT_MODE, word, nonce).doFinal(rest), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | RuntimeException notIts) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, String word, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(hash("key " + word), "AES"), new GCMParameterSpec(128, nonce));
        return cipher;
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
