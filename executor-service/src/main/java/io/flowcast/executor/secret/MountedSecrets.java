package io.flowcast.executor.secret;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Secrets from files, and where there is no such file from the environment. To find one costs a look at the attributes of
 * its file; its content is read again only where they have changed, or are too young to tell. Thread-safe.
 */
final class MountedSecrets implements Secrets {

    private static final Logger LOG = Logger.getLogger(MountedSecrets.class);
    private static final String PREFIX = "FLOWCAST_SECRET_";
    /** No folder in it, and no hidden name. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}");
    /** A file may change twice within one tick of its clock. */
    private static final Duration UNSURE = Duration.ofSeconds(2);

    private final @Nullable Path dir;
    private final int maxSize;
    private final UnaryOperator<@Nullable String> environment;
    private final Map<String, Known> files = new ConcurrentHashMap<>();

    /** @param environment the value of a variable; null where it is not set */
    MountedSecrets(@Nullable Path dir, int maxSize, UnaryOperator<@Nullable String> environment) {
        this.dir = dir;
        this.maxSize = maxSize;
        this.environment = environment;
    }

    /** What tells one content of a file from another, without reading it. */
    private record Stamp(
            FileTime changed, long size, @Nullable Object file) {
        static final Stamp NONE = new Stamp(FileTime.fromMillis(0), 0, null);

        static Stamp of(BasicFileAttributes attributes) {
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        }

        boolean isSure() {
            return System.currentTimeMillis() - changed.toMillis() > UNSURE.toMillis();
        }
    }

    /** @param value empty where the file can't be taken, which has been said */
    private record Known(Stamp stamp, Optional<String> value) {
        @Override
        public String toString() {
            return "a secret file";
        }
    }

    @Override
    public Optional<String> find(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        Known file = dir == null ? null : ofFile(name, dir.resolve(name));
        Optional<String> value = file == null ? Optional.ofNullable(environment.apply(PREFIX + name)) : file.value();
        return value.filter(text -> !text.isEmpty());
    }

    /** Null where there is no such file. */
    private @Nullable Known ofFile(String name, Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return null;
            }
            Stamp stamp = Stamp.of(attributes);
            Known known = files.get(name);
            if (known != null && stamp.isSure() && stamp.equals(known.stamp())) {
                return known;
            }
            Optional<String> value = read(name, file, known == null || !stamp.equals(known.stamp()));
            Known fresh = new Known(stamp, value);
            files.put(name, fresh);
            return fresh;
        } catch (NoSuchFileException e) {
            files.remove(name);
            return null;
        } catch (IOException e) {
            LOG.warnf("the secret %s can't be read: %s", name, e);
            return new Known(Stamp.NONE, Optional.empty());
        }
    }

    private Optional<String> read(String name, Path file, boolean changed) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(maxSize + 1);
        }
        if (bytes.length > maxSize) {
            return refused(name, "its file has more than " + maxSize + " bytes", changed);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.of(withoutLineBreak(text));
        } catch (CharacterCodingException e) {
            return refused(name, "its file is not UTF-8", changed);
        }
    }

    private static Optional<String> refused(String name, String why, boolean changed) {
        if (changed) {
            LOG.warnf("the secret %s can't be used: %s", name, why);
        }
        return Optional.empty();
    }

    private static String withoutLineBreak(String text) {
        int end = text.length();
        if (end > 0 && text.charAt(end - 1) == '\n') {
            end--;
            if (end > 0 && text.charAt(end - 1) == '\r') {
                end--;
            }
        }
        return text.substring(0, end);
    }
}
