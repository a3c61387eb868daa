package io.flowcast.executor.engine;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.Problem;
import io.flowcast.events.Progress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Something that happened to an execution, and may change it. */
public sealed interface Occurrence {

    /** It was created (and not taken up in the same step): it waits for an executor. */
    record Queued() implements Occurrence {}

    /** An executor took it up for the first time, or goes on after it was handed back. */
    record Claimed() implements Occurrence {}

    /**
     * It was created to go on where an earlier execution ended. Nothing starts yet: it is to be claimed first.
     *
     * @param claimed whether it was taken up in the same step
     */
    record Retried(boolean claimed, Reuse reuse) implements Occurrence {}

    /**
     * An executor took it over from one that let its lease run out.
     *
     * @param fence of the new lease
     */
    record TakenOver(long fence) implements Occurrence {}

    /** Some time passed: deadlines may be over. */
    record Tick() implements Occurrence {}

    /** Somebody asked for its end. */
    record CancelRequested() implements Occurrence {}

    /** Somebody asked that nothing more be started. */
    record PauseRequested() implements Occurrence {}

    /** Somebody asked that it go on. */
    record ResumeRequested() implements Occurrence {}

    /**
     * Nothing runs, and it is given back until then.
     *
     * @param until epoch milliseconds; {@link Deadlines#NEVER} where time alone brings nothing about
     */
    record HandedBack(long until) implements Occurrence {}

    /** It cannot go on at all. */
    record Unrunnable(Problem problem) implements Occurrence {}

    /** Somebody sent a signal. One that comes again (after a failover) changes nothing. */
    record SignalReceived(String name, Signal signal) implements Occurrence {}

    /**
     * The execution that a node started has ended. It changes nothing where the node no longer waits for that one.
     *
     * @param retries of the node when it started that execution
     * @param output of an execution that completed
     * @param error with which the node fails; null where the execution completed
     */
    record ChildEnded(
            String nodeId,
            int retries,
            ExecutionId childId,
            @Nullable Encoded output,
            @Nullable Problem error) implements Occurrence {}

    /** Something about one attempt of a node. An attempt that is no longer the running one changes nothing. */
    sealed interface OfAttempt extends Occurrence {
        String nodeId();

        int attempt();
    }

    /**
     * It came to its end.
     *
     * @param output null where the node gives none
     */
    record NodeSucceeded(
            String nodeId, int attempt, @Nullable Encoded output) implements OfAttempt {}

    /**
     * It failed.
     *
     * @param retryAfter the least time until the next attempt, where the other side asked for one
     */
    record NodeFailed(
            String nodeId,
            int attempt,
            Problem problem,
            @Nullable Duration retryAfter) implements OfAttempt {
        NodeFailed(String nodeId, int attempt, Problem problem) {
            this(nodeId, attempt, problem, null);
        }
    }

    /**
     * It has nothing more to do than to wait.
     *
     * @param until epoch milliseconds at which it completes
     */
    record NodeSuspended(String nodeId, int attempt, long until) implements OfAttempt {}

    /**
     * It has nothing more to do than to wait for a signal, which may have come already.
     *
     * @param signal its name
     */
    record NodeAwaitsSignal(String nodeId, int attempt, String signal) implements OfAttempt {}

    /** It has started another execution, and waits for its end. */
    record NodeAwaitsChild(String nodeId, int attempt, ExecutionId childId) implements OfAttempt {}

    /**
     * Its items only wait, and so does it: nobody need hold the execution meanwhile. It changes nothing of the state.
     *
     * @param until epoch milliseconds at which one of them goes on by itself
     */
    record NodeParked(String nodeId, int attempt, long until) implements OfAttempt {}

    record NodeLogged(String nodeId, int attempt, String message) implements OfAttempt {}

    /** It is so far. */
    record NodeProgressed(
            String nodeId,
            int attempt,
            Progress progress,
            @Nullable String message) implements OfAttempt {}
}
