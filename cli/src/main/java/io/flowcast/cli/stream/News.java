package io.flowcast.cli.stream;

import io.flowcast.events.Event;
import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionSnapshot;
import io.flowcast.events.Problem;
import java.time.Duration;

/** What whoever follows an execution hears, in order. */
public sealed interface News {

    /** The next event, with the very JSON that the server sent. */
    record Happened(EventId id, Event event, String json) implements News {}

    /** The state, which takes the place of all that was told before. */
    record StateIs(ExecutionSnapshot snapshot, String json) implements News {}

    /** All that has happened so far has been told. */
    record UpToDate() implements News {}

    /**
     * There is no connection.
     *
     * @param expected whether the server ended it as it does with every stream from time to time
     * @param pause until the next try
     */
    record Lost(String why, boolean expected, Duration pause) implements News {}

    /** There is one again. */
    record Found() implements News {}

    /** The end: nothing follows. */
    record Ended() implements News {}

    /** The server won't tell: nothing follows. */
    record Refused(Problem problem) implements News {}

    /** There was no connection for too long: nothing follows. */
    record GaveUp(String why) implements News {}
}
