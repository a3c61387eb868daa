package io.flowcast.stack.process;

import java.util.concurrent.CompletableFuture;

/** A part of the stack that is one process, to which a test may do what befalls processes. */
public interface OneProcess extends Restartable {

    /** The present one, or the last where none runs. */
    ChildProcess process();

    default long pid() {
        return process().pid();
    }

    default boolean isAlive() {
        return process().isAlive();
    }

    @Override
    default CompletableFuture<Integer> exit() {
        return process().exit();
    }

    /** SIGKILL; returns when the process is gone. */
    default void kill() {
        process().kill();
    }

    /** SIGSTOP: connections stay open and nothing answers, till {@link #resume()}. */
    default void suspend() {
        process().suspend();
    }

    /** SIGCONT. */
    default void resume() {
        process().resume();
    }
}
