package io.flowcast.stack.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * The redis-server or valkey-server that {@code FLOWCAST_REDIS_SERVER} names; else the static one that {@code org.signal:embedded-redis} carries for Linux and macOS, unpacked once
 * into the user's cache folder ({@code flowcast.cache}, else {@code $XDG_CACHE_HOME/flowcast}, else
 * {@code ~/.cache/flowcast}).
 */
public final class RedisBinary {
    static final String VERSION = "7.0.15";

    private static final String CHOSEN = "FLOWCAST_REDIS_SERVER";

    private RedisBinary() {}

    /** The executable file; unpacked at the first call, safe against several processes doing so at once. */
    public static Path file() {
        String chosen = System.getenv(CHOSEN);
        if (chosen == null || chosen.isBlank()) {
            return unpacked();
        }
        Path file = Path.of(chosen);
        if (!Files.isExecutable(file)) {
            throw new IllegalStateException(CHOSEN + " names " + chosen + ", which is not a file that can be run");
        }
        return file;
    }

    private static Path unpacked() {
        String resource = resourceName(System.getProperty("os.name"), System.getProperty("os.arch"));
        Path target = cacheFolder().resolve(resource);
        try (InputStream packed = RedisBinary.class.getResourceAsStream("/" + resource)) {
            if (packed == null) {
                throw new IllegalStateException("no redis-server in the embedded-redis jar for this machine ("
                        + resource + "): set REDIS_URL to a Redis of your own");
            }
            byte[] content = packed.readAllBytes();
            if (Files.isExecutable(target) && Files.size(target) == content.length) {
                return target;
            }
            Files.createDirectories(target.getParent());
            Path half = Files.createTempFile(target.getParent(), resource, ".part");
            Files.write(half, content);
            if (!half.toFile().setExecutable(true)) {
                throw new IOException("cannot make " + half + " executable");
            }
            return Files.move(half, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack redis-server to " + target, e);
        }
    }

    static String resourceName(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : osName.toLowerCase(Locale.ROOT);
        String arch = switch (osArch) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            case "x86", "i386", "i686" -> "386";
            default -> osArch;
        };
        return "redis-server-" + VERSION + "-" + os + "-" + arch;
    }

    private static Path cacheFolder() {
        String chosen = System.getProperty("flowcast.cache");
        if (chosen != null) {
            return Path.of(chosen);
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return base.resolve("flowcast");
    }
}
