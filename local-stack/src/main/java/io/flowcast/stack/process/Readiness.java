package io.flowcast.stack.process;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Waits until a fresh child serves, and says why where it does not. */
public final class Readiness {
    private static final int LINES_SHOWN = 25;

    private Readiness() {}

    /**
     * Polls until {@code ready}, for at most {@code timeout}.
     *
     * @throws StartFailure when the child ended or the time is over, with the last lines of its log
     */
    public static void await(ChildProcess child, BooleanSupplier ready, Duration timeout, Duration poll) {
        long start = System.nanoTime();
        while (!(ready.getAsBoolean() && child.isAlive())) {
            if (!child.isAlive()) {
                throw new StartFailure(
                        child.name() + " ended while starting, exit status " + child.awaitExit() + lastLines(child));
            }
            if (System.nanoTime() - start > timeout.toNanos()) {
                throw new StartFailure(
                        child.name() + " was not ready within " + timeout.toSeconds() + " s" + lastLines(child));
            }
            try {
                Thread.sleep(poll);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartFailure("interrupted while waiting for " + child.name(), e);
            }
        }
    }

    private static String lastLines(ChildProcess child) {
        List<String> lines = child.log();
        if (lines.isEmpty()) {
            return "; it wrote nothing";
        }
        List<String> last = lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
        return "; its last lines were:\n    " + String.join("\n    ", last);
    }
}
