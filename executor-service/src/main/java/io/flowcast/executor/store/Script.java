package io.flowcast.executor.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script that Redis runs as one atomic step.
 *
 * @param name for messages
 * @param digest SHA-1 of the source, by which Redis knows it once it has seen it
 */
public record Script(String name, String source, String digest) {

    /**
     * The files beside the class, joined in this order. The last one, which gives the name, is the script; those before
     * it define what it shares with others.
     */
    public static Script load(Class<?> beside, String... files) {
        StringBuilder source = new StringBuilder();
        for (String file : files) {
            source.append(read(beside, file)).append('\n');
        }
        return of(files[files.length - 1], source.toString());
    }

    /**
     * The same for a server of a cluster: refused as a whole while keys of its slot are being moved to another server. Redis looks at
     * each key by itself then, refuses what is not there, and takes back nothing of what was done before: so this asks
     * first for one that is nowhere. Other scripts name their first key so that its tag is theirs.
     */
    Script onCluster() {
        return of(name, "redis.call('EXISTS', string.match(KEYS[1], '^[^}]*}') .. ':rights:absent')\n" + source);
    }

    static Script of(String name, String source) {
        return new Script(name, source, sha1(source));
    }

    private static String read(Class<?> beside, String file) {
        try (InputStream in = beside.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("no script " + file + " beside " + beside.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read script " + file, e);
        }
    }

    private static String sha1(String source) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
