package io.flowcast.executor.expression;

import io.flowcast.executor.expression.ExpressionException.Reason;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The platform threads that evaluate. Callers wait for their own job. What does not end within its time, although its
 * {@link Evaluation} told it to at the next step, is left alone with its thread: the caller gets its error,
 * another thread takes the place, and the lost one goes back to work, or home, when it comes out at last. At most as
 * many threads are lost at a time as there are workers; then capacity shrinks, and with none left jobs are refused.
 */
final class Workers implements AutoCloseable {
    private static final int QUEUE = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofMillis(250);
    /** Enough for the steepest recursion the depth limit allows, several times over. */
    private static final long STACK = 16L << 20;

    private final int wanted;
    private final Duration timeout;
    private final BlockingQueue<Job> queue = new ArrayBlockingQueue<>(QUEUE);
    /** Guarded by this. */
    private int working;
    /** Guarded by this. */
    private int lost;

    private volatile boolean closed;

    Workers(int threads, Duration timeout) {
        this.wanted = threads;
        this.timeout = timeout;
        synchronized (this) {
            for (int i = 0; i < threads; i++) {
                startOne();
            }
        }
    }

    /**
     * What the work gives, or throws.
     *
     * @throws ExpressionException with reason TIMEOUT or BUSY
     */
    @Nullable
    Object run(Evaluation evaluation, Supplier<@Nullable Object> work) {
        Job job = new Job(evaluation, work);
        if (closed || noneLeft() || !queue.offer(job)) {
            throw busy();
        }
        boolean interrupted = false;
        long wait = timeout.plus(GRACE).toNanos();
        try {
            while (true) {
                try {
                    return job.outcome.get(wait, TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    wait = furtherWait(job, evaluation);
                } catch (InterruptedException e) {
                    interrupted = true;
                    evaluation.cancel();
                }
            }
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** How many threads are out with work that can't be stopped. */
    synchronized int lost() {
        return lost;
    }

    @Override
    public void close() {
        closed = true;
        for (Job job = queue.poll(); job != null; job = queue.poll()) {
            job.outcome.completeExceptionally(busy());
        }
        for (int i = 0; i < 2 * wanted; i++) {
            queue.offer(new Job(null, () -> null));
        }
    }

    /** Called when a wait is over: how much longer to wait, if at all. */
    private long furtherWait(Job job, Evaluation evaluation) {
        long startedAt = job.startedAt;
        if (startedAt == 0) {
            long left = job.offeredAt + PATIENCE.toNanos() - System.nanoTime();
            if (left <= 0 && queue.remove(job)) {
                throw busy();
            }
            return Math.clamp(left, TimeUnit.MILLISECONDS.toNanos(1), timeout.toNanos());
        }
        long left = startedAt + timeout.plus(GRACE).toNanos() - System.nanoTime();
        if (left > 0) {
            return left;
        }
        if (giveUp(job)) {
            throw evaluation.overdue();
        }
        return TimeUnit.SECONDS.toNanos(1);
    }

    private synchronized boolean giveUp(Job job) {
        if (job.outcome.isDone()) {
            return false;
        }
        if (job.evaluation != null) {
            job.evaluation.cancel();
        }
        job.givenUp = true;
        working--;
        lost++;
        if (lost <= wanted) {
            startOne();
        }
        return true;
    }

    /** Whether the thread that did the job goes on. */
    private synchronized boolean goesOn(Job job) {
        if (!job.givenUp) {
            return !closed;
        }
        lost--;
        if (closed || working >= wanted) {
            return false;
        }
        working++;
        return true;
    }

    private synchronized boolean noneLeft() {
        return working == 0;
    }

    private synchronized void startOne() {
        working++;
        Thread.ofPlatform().name("expression-", 0).daemon().stackSize(STACK).start(this::work);
    }

    private void work() {
        Job job;
        do {
            try {
                job = queue.take();
            } catch (InterruptedException e) {
                return;
            }
            job.run();
        } while (goesOn(job));
    }

    private static ExpressionException busy() {
        return new ExpressionException(
                Reason.BUSY, "no thread was free to evaluate an expression: others run too long to be stopped");
    }

    private static RuntimeException rethrown(@Nullable Throwable cause) {
        return switch (cause) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            case null, default -> new IllegalStateException(cause);
        };
    }

    private static final class Job {
        final @Nullable Evaluation evaluation;
        private final Supplier<@Nullable Object> work;
        final CompletableFuture<@Nullable Object> outcome = new CompletableFuture<>();
        final long offeredAt = System.nanoTime();
        /** {@link System#nanoTime()}; 0 while it waits. */
        volatile long startedAt;
        /** Guarded by the workers. */
        boolean givenUp;

        Job(@Nullable Evaluation evaluation, Supplier<@Nullable Object> work) {
            this.evaluation = evaluation;
            this.work = work;
        }

        void run() {
            long now = System.nanoTime();
            startedAt = now == 0 ? 1 : now;
            try {
                outcome.complete(work.get());
            } catch (Throwable e) {
                outcome.completeExceptionally(e);
            }
        }
    }
}
