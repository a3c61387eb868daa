package io.flowcast.stack.up;

import io.flowcast.stack.process.Restartable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * Starts again what dies, at the same address, as a cluster would: at once the first time, then with growing
 * pauses while it keeps dying. One thread per process; they end with {@link #close()}.
 */
final class Supervisor implements AutoCloseable {
    private final Duration firstPause;
    private final Duration longestPause;
    private final Duration stableAfter;
    private final Consumer<String> report;
    private final List<Thread> threads;
    private volatile boolean closing;

    /**
     * @param firstPause before the second restart in a row; doubled from then on, up to {@code longestPause}
     * @param stableAfter a process that lived this long starts from no pause again
     */
    Supervisor(
            List<? extends Restartable> processes,
            Duration firstPause,
            Duration longestPause,
            Duration stableAfter,
            Consumer<String> report) {
        this.firstPause = firstPause;
        this.longestPause = longestPause;
        this.stableAfter = stableAfter;
        this.report = report;
        this.threads = processes.stream()
                .map(process ->
                        Thread.ofVirtual().name("supervise-" + process.name()).start(() -> supervise(process)))
                .toList();
    }

    /** Lets everything die from now on; returns when no restart is under way any more. */
    @Override
    public void close() {
        closing = true;
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void supervise(Restartable process) {
        Duration pause = Duration.ZERO;
        try {
            while (!closing) {
                long start = System.nanoTime();
                int status = process.exit().get();
                if (System.nanoTime() - start > stableAfter.toNanos()) {
                    pause = Duration.ZERO;
                }
                report.accept(process.name() + " died, exit status " + status + "; starting it again at "
                        + process.url() + (pause.isZero() ? "" : " in " + pause.toMillis() + " ms"));
                Thread.sleep(pause);
                restart(process);
                pause = longer(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | CompletionException e) {
            throw new IllegalStateException("cannot watch " + process.name(), e);
        }
    }

    private void restart(Restartable process) {
        try {
            process.restart();
            report.accept(process.name() + " is back at " + process.url());
        } catch (RuntimeException e) {
            if (!closing) {
                report.accept("cannot start " + process.name() + " again: " + e.getMessage());
            }
        }
    }

    private Duration longer(Duration pause) {
        Duration doubled = pause.isZero() ? firstPause : pause.multipliedBy(2);
        return doubled.compareTo(longestPause) > 0 ? longestPause : doubled;
    }
}
