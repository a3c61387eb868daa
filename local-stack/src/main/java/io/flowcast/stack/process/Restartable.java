package io.flowcast.stack.process;

import java.util.concurrent.CompletableFuture;

/** A part of the stack that can die and come back under the same address. */
public interface Restartable {
    String name();

    /** Where it listens, as a person would type it. */
    String url();

    /** Completes with the exit status of the present process, whoever ended it. */
    CompletableFuture<Integer> exit();

    /**
     * Ends the present process, where it still runs, and starts another at the same address; returns once it
     * is ready.
     *
     * @throws StartFailure when it does not get ready
     */
    void restart();
}
