package io.flowcast.cli.view;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks {@code stty} (POSIX) once a second how large the terminal is, so that a screen follows its window. */
final class Terminal implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Pattern ANSWER = Pattern.compile("(\\d{1,5}) (\\d{1,5})\\s*");

    private final Thread asking;
    private volatile Size size;

    Terminal() {
        size = ask().orElse(Size.UNKNOWN);
        asking = Thread.ofVirtual().name("terminal-size").start(this::keepAsking);
    }

    Size size() {
        return size;
    }

    private void keepAsking() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(PERIOD);
                ask().ifPresent(now -> size = now);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private static Optional<Size> ask() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                stty.destroyForcibly();
                return Optional.empty();
            }
            return read(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // There is no stty, or no terminal: a usual size will do.
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** What stty printed; a terminal that does not know its size says zero. */
    static Optional<Size> read(String answer) {
        Matcher matcher = ANSWER.matcher(answer);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Size size = new Size(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        return size.rows() < 1 || size.columns() < 1 ? Optional.empty() : Optional.of(size);
    }

    @Override
    public void close() {
        asking.interrupt();
    }
}
