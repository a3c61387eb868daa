package io.flowcast.executor.store;

import io.flowcast.events.EventId;
import io.flowcast.executor.intent.Intent;
import java.util.List;
import java.util.Optional;

/** What became of a {@link Commit}. */
public sealed interface Committed {

    /** Written; these intents stand. */
    record Done(List<Intent> intents) implements Committed {}

    /** Another process has taken over; nothing was written, and nothing ever will be under this fence. */
    record Fenced() implements Committed {}

    /** The stored log ends elsewhere, a failover having lost its end, or is gone (empty). */
    record Rewound(Optional<EventId> lastId) implements Committed {}
}
