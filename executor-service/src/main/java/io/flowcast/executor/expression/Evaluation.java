package io.flowcast.executor.expression;

import com.dashjoin.jsonata.Jsonata.Frame;
import com.sun.management.ThreadMXBean;
import io.flowcast.executor.expression.ExpressionException.Reason;
import java.io.Serial;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What one evaluation has used of its limits. JSONata calls back before and after every step; the functions replaced in
 * {@link Bindings} and the matching of regular expressions ask from within. One thread evaluates; only
 * {@link #cancel()} and {@link #overdue()} come from others.
 */
final class Evaluation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final ScopedValue<Evaluation> CURRENT = ScopedValue.newInstance();

    private final Limits limits;
    private final Weights weights;
    private final InstantSource clock;
    private long startedAt;
    private long deadline;
    private long allocatedBefore;
    private int depth;
    private @Nullable Stop stop;
    private volatile boolean cancelled;
    private volatile @Nullable Expression under;

    Evaluation(Limits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
        this.weights = new Weights(limits.value());
    }

    /** The evaluation that this thread works at. */
    static Evaluation current() {
        return CURRENT.get();
    }

    Limits limits() {
        return limits;
    }

    @Nullable
    Object run(ScopedValue.CallableOp<@Nullable Object, RuntimeException> work) {
        startedAt = clock.millis();
        deadline = System.nanoTime() + limits.timeout().toNanos();
        allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
        return ScopedValue.where(CURRENT, this).call(work);
    }

    /** What {@code $millis()} gives, the same throughout an evaluation. */
    long startedAt() {
        return startedAt;
    }

    /** Makes the next check fail. */
    void cancel() {
        cancelled = true;
    }

    /** Puts the checks into a frame, under the names by which JSONata finds them. */
    void watch(Frame frame) {
        frame.setEvaluateEntryCallback((symbol, input, environment) -> {
            if (++depth > limits.depth()) {
                throw stop(Reason.DEPTH, "it goes deeper than " + limits.depth() + " steps: does it recurse for ever?");
            }
            check();
        });
        frame.setEvaluateExitCallback((symbol, input, environment, result) -> {
            depth--;
            if (result != null && !SyntaxTree.isLookup(symbol)) {
                weigh(result);
            }
        });
    }

    /** Of a further expression of the same template, after one that may have failed. */
    void restart(Expression next) {
        under = next;
        depth = 0;
    }

    /** What is said where a step does not come to an end. From any thread. */
    ExpressionException overdue() {
        String why = "a single step of it took longer than " + words(limits.timeout());
        Expression stuck = under;
        return stuck == null
                ? new ExpressionException(Reason.TIMEOUT, "an expression failed: " + why)
                : stuck.failure(Reason.TIMEOUT, why);
    }

    /** @throws Stop if the time or the memory is used up */
    void check() {
        if (cancelled) {
            throw stop(Reason.TIMEOUT, "it was stopped");
        }
        if (System.nanoTime() - deadline > 0) {
            throw stop(Reason.TIMEOUT, "it took longer than " + words(limits.timeout()));
        }
        if (THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore > limits.memory()) {
            throw stop(Reason.SIZE, "it used more than " + limits.memory() + " bytes of memory");
        }
    }

    /** @throws Stop if a value that is there is too large, before anything multiplies it */
    void weigh(Object value) {
        if (weights.of(value) > limits.value()) {
            throw tooLarge();
        }
    }

    /** @throws Stop if a string that is about to be made would be too large */
    void room(long characters) {
        if (characters > limits.value()) {
            throw tooLarge();
        }
    }

    private Stop tooLarge() {
        return stop(Reason.SIZE, "a value in it is larger than " + limits.value() + " bytes");
    }

    /** Why this evaluation was stopped, whatever JSONata has made of the {@link Stop} since. */
    @Nullable
    Stop stopped() {
        return stop;
    }

    Stop stop(Reason reason, String why) {
        stop = new Stop(reason, why);
        return stop;
    }

    private static String words(Duration duration) {
        return duration.toMillis() + " ms";
    }

    /** Goes up through JSONata. An Error, for JSONata takes exceptions for failures of its own. */
    static final class Stop extends Error {

        @Serial
        private static final long serialVersionUID = 1;

        final Reason reason;
        final String why;

        final int position;

        Stop(Reason reason, String why) {
            this(reason, why, 0);
        }

        Stop(Reason reason, String why, int position) {
            super(why, null, false, false);
            this.reason = reason;
            this.why = why;
            this.position = position;
        }
    }
}
