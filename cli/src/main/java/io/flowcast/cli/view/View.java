package io.flowcast.cli.view;

import io.flowcast.events.Event;
import io.flowcast.events.ExecutionSnapshot;

/** Shows an execution while it is followed. One thread calls; any may close. */
public interface View extends AutoCloseable {

    /**
     * Something happened.
     *
     * @param state after it
     * @param json as the server sent it
     */
    void happened(ExecutionSnapshot state, Event event, String json);

    /** What was shown before does not hold any more: this does. */
    void stateIs(ExecutionSnapshot state, String json);

    /**
     * Time has passed.
     *
     * @param connection what there is to say about it; nothing where all is well
     */
    void tick(String connection);

    /** A sentence for people, which is not the result. */
    void say(String text);

    /** Leaves the terminal as it was, and shows nothing any more. */
    @Override
    void close();
}
