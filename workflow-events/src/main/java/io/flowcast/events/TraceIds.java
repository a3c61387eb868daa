package io.flowcast.events;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Span ids (W3C Trace Context) that every process derives alike, so that nobody has to store them. */
public final class TraceIds {

    /** The span of the whole execution. */
    public static String span(ExecutionId id) {
        return digest(id.toString());
    }

    /** The span of one node. */
    public static String span(ExecutionId id, String nodeId) {
        return digest(id + ":" + nodeId);
    }

    /** The span of one attempt of a node: what the services see that it calls. */
    public static String span(ExecutionId id, String nodeId, int attempt) {
        return digest(id + ":" + nodeId + ":" + attempt);
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private TraceIds() {}
}
