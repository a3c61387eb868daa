package io.flowcast.cli.stream;

import io.flowcast.events.Event;
import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionSnapshot;

/** What a frame of an execution's stream means. */
sealed interface Step {

    /** The next event. */
    record Told(EventId id, Event event, String data) implements Step {}

    /** The state instead of events: what was known before does not count any more. */
    record Replaced(ExecutionSnapshot snapshot, String data) implements Step {}

    /** All that had happened when the connection was opened has been told. */
    record Synced() implements Step {}

    /** The server ends this connection. */
    record SentAway(String reason) implements Step {}

    /** An event that was told before. */
    record Known() implements Step {}

    /** Events are missing before this one: only another connection, with the cursor, can bring them. */
    record Hole(long missing) implements Step {}

    /** Nothing of the execution: a heartbeat, or something of a later version. */
    record Other() implements Step {}

    /** Not of the form that the protocol has. */
    record Unreadable(String why) implements Step {}
}
