package io.flowcast.executor.engine;

import io.flowcast.events.Event;
import io.flowcast.executor.definition.Node;
import io.flowcast.executor.store.Claims;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Learns what happens in the engine, to measure and to trace it. Called by the threads of runs and of attempts, which it
 * must not keep waiting; all methods are thread-safe, and have no say in what happens next.
 */
public interface Telemetry {

    /** What became of one attempt, as its own thread saw it. */
    enum Outcome {
        ENDED,
        FAILED,
        /** It was stopped: it timed out, its execution ended, or this process let go of it. */
        STOPPED
    }

    /** These events are written, and the state is what it is after them. Once each, whoever else may write them again. */
    default void committed(ExecutionState state, List<Event> events) {}

    /** An attempt ran from one time to the other, in epoch milliseconds. */
    default void attempted(
            ExecutionState.Header execution, Node node, int attempt, long start, long end, Outcome outcome) {}

    /** An execution was taken up, so many milliseconds after it was due. */
    default void claimed(Claims.Owner before, long waited) {}

    /** A commit was refused because another executor had taken over. */
    default void fenced() {}

    /** Tells them all; what goes wrong in one is logged, and is nobody else's trouble. */
    static Telemetry all(List<Telemetry> telemetries) {
        return new Telemetry() {
            @Override
            public void committed(ExecutionState state, List<Event> events) {
                telemetries.forEach(each -> guarded(() -> each.committed(state, events)));
            }

            @Override
            public void attempted(
                    ExecutionState.Header execution, Node node, int attempt, long start, long end, Outcome outcome) {
                telemetries.forEach(
                        each -> guarded(() -> each.attempted(execution, node, attempt, start, end, outcome)));
            }

            @Override
            public void claimed(Claims.Owner before, long waited) {
                telemetries.forEach(each -> guarded(() -> each.claimed(before, waited)));
            }

            @Override
            public void fenced() {
                telemetries.forEach(each -> guarded(each::fenced));
            }
        };
    }

    private static void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException bug) {
            Logger.getLogger(Telemetry.class).error("something was not measured, or not traced", bug);
        }
    }
}
