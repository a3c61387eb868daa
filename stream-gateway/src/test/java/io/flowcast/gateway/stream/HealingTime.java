package io.flowcast.gateway.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import org.jboss.logging.Logger;

/** How long a fault was to be noticed: from its beginning to each thing that a viewer or an operator sees of it. */
final class HealingTime {
    private static final Logger LOG = Logger.getLogger(HealingTime.class);
    private static final Path FIGURES = Path.of("target", "faults.txt");

    private final String fault;
    private final long since = System.nanoTime();

    private HealingTime(String fault) {
        this.fault = fault;
    }

    /** Begins now. */
    static HealingTime of(String fault) {
        return new HealingTime(fault);
    }

    /** Writes down that this has come to pass. */
    void until(String what) {
        double seconds = Duration.ofNanos(System.nanoTime() - since).toMillis() / 1_000.0;
        String line = String.format(Locale.ROOT, "%s: %s after %.2f s", fault, what, seconds);
        LOG.info(line);
        try {
            Files.createDirectories(FIGURES.toAbsolutePath().getParent());
            Files.writeString(FIGURES, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
