package io.flowcast.systemtests.harness;

import io.flowcast.stack.process.Scratch;
import io.flowcast.stack.service.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Gives single services the wrong time, by libfaketime, as if the clocks of their machines were wrong: from their next start on,
 * and from then on with jumps. Time that only passes is not touched; the library's "fix" of waits by that time would have every
 * waiting thread of a JVM run in circles. One thread.
 */
public final class WrongClocks implements AutoCloseable {
    @SuppressWarnings("InlineFormatString") // a whole script
    private static final String SCRIPT = """
            for word in "$@"; do case $word in -Dquarkus.http.port=*) clock="%1$s/${word#*=}" ;; esac; done
            if [ -s "${clock:-}" ]; then
              export LD_PRELOAD='%2$s' FAKETIME_TIMESTAMP_FILE="$clock" FAKETIME_CACHE_DURATION=1
              export FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_FORCE_MONOTONIC_FIX=0
            fi
            exec "$@"
            """;

    private final Scratch clocks = Scratch.create("clocks");
    private final Path library;

    private WrongClocks(Path library) {
        this.library = library;
    }

    /** Where libfaketime is installed. */
    public static Optional<WrongClocks> ifInstalled() {
        return library().map(WrongClocks::new);
    }

    /** The library, where it is installed. */
    public static Optional<Path> library() {
        return Stream.of("/usr/lib", "/usr/lib64", "/usr/local/lib")
                .flatMap(root -> Stream.of("faketime", "x86_64-linux-gnu/faketime", "aarch64-linux-gnu/faketime")
                        .map(place -> Path.of(root, place, "libfaketimeMT.so.1")))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** What to put before the command line of each service that is to be had. */
    public List<String> wrapper() {
        return List.of("sh", "-c", SCRIPT.formatted(clocks.folder(), library), "sh");
    }

    /** Off by so much from its next start on; where it was off when it was started, within a second. */
    public void set(Service service, Duration offset) {
        try {
            Path clock = clock(service);
            Path next = clock.resolveSibling(clock.getFileName() + ".next");
            Files.writeString(next, "%+ds%n".formatted(offset.toSeconds()));
            Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Right from its next start on. */
    public void right(Service service) {
        try {
            Files.deleteIfExists(clock(service));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is off, or will be from its next start on. */
    public boolean isWrong(Service service) {
        return Files.exists(clock(service));
    }

    private Path clock(Service service) {
        return clocks.folder().resolve(Integer.toString(service.port()));
    }

    @Override
    public void close() {
        clocks.close();
    }
}
