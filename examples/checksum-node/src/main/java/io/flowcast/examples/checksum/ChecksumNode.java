package io.flowcast.examples.checksum;

import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import io.flowcast.node.NodeType;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * {@code checksum}: the checksum of a file below the folder that the setting {@code checksum.folder} names, or a failure
 * where another one was expected. Stateless, as many nodes may run at once.
 */
@Singleton
public class ChecksumNode implements NodeType {

    private static final int CHUNK = 16 * 1024;

    private final Optional<Path> folder;

    /** A node type is a bean like any other: it is given what it asks for. */
    @Inject
    public ChecksumNode(@ConfigProperty(name = "checksum.folder") Optional<String> folder) {
        this.folder = folder.map(Path::of);
    }

    @Override
    public String name() {
        return "checksum";
    }

    @Override
    public String description() {
        return "Gives the checksum of a file, or fails where another one was expected.";
    }

    @Override
    public Map<String, Object> settingsSchema() {
        return Map.of(
                "type", "object",
                "required", List.of("path"),
                "additionalProperties", false,
                "properties", Map.of(
                        "path", Map.of(
                                "type", "string",
                                "description", "The file, relative to the folder"),
                        "algorithm", Map.of(
                                "enum", List.of("MD5", "SHA-1", "SHA-256", "SHA-512"),
                                "description", "SHA-256 where left out"),
                        "expected", Map.of(
                                "type", "string",
                                "description", "The checksum that the file must have, in hexadecimal digits"),
                        "bytesPerSecond", Map.of(
                                "type", "integer",
                                "minimum", 1,
                                "description", "Reads no faster than this, to leave the disk to others")));
    }

    /** The settings have been checked against the schema when this is called, their expressions evaluated. */
    @Override
    public NodeResult run(NodeContext context) throws InterruptedException, NoSuchAlgorithmException {
        Map<String, Object> settings = context.settings();
        String path = (String) settings.get("path");
        String algorithm = (String) settings.getOrDefault("algorithm", "SHA-256");
        if (folder.isEmpty()) {
            return NodeResult.failure("validation", "No folder", "this executor has no setting checksum.folder");
        }
        try {
            Path root = folder.get().toRealPath();
            Path file = root.resolve(path).toRealPath();
            if (!file.startsWith(root) || !Files.isRegularFile(file)) {
                return NodeResult.failure("validation", "No such file", path + " is no file in the folder");
            }
            return compared(digest(file, algorithm, context), algorithm, context);
        } catch (NoSuchFileException e) {
            return NodeResult.failure("validation", "No such file", path + " is not there");
        } catch (IOException e) {
            // Of this type, so that a retry policy for passing faults applies.
            return NodeResult.failure("communication", "Unreadable file", path + ": " + e);
        }
    }

    private static String digest(Path file, String algorithm, NodeContext context)
            throws IOException, InterruptedException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance(algorithm);
        Number bytesPerSecond = (Number) context.settings().get("bytesPerSecond");
        long total = Files.size(file);
        long done = 0;
        long start = System.nanoTime();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[CHUNK];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (context.cancelled()) {
                    throw new InterruptedException("told to stop");
                }
                digest.update(buffer, 0, read);
                done += read;
                context.progress(done, total, file.getFileName() + ": " + done + " of " + total + " bytes");
                if (bytesPerSecond != null) {
                    long ends = start + done * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond.longValue();
                    // Ends at once, with an InterruptedException, when the attempt is told to stop.
                    TimeUnit.NANOSECONDS.sleep(ends - System.nanoTime());
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static NodeResult compared(String checksum, String algorithm, NodeContext context) {
        String path = (String) context.settings().get("path");
        String expected = (String) context.settings().get("expected");
        if (expected != null && !expected.equalsIgnoreCase(checksum)) {
            return NodeResult.failure(
                    "validation", "Wrong checksum", path + " has the " + algorithm + " checksum " + checksum
                            + ", not " + expected);
        }
        context.log(path + " has the " + algorithm + " checksum " + checksum);
        return new NodeResult.Output(Map.of("path", path, "algorithm", algorithm, "checksum", checksum));
    }
}
