package io.flowcast.executor.store;

import io.flowcast.events.EventId;
import io.flowcast.executor.intent.Intent;
import java.util.List;
import java.util.Optional;

/** What became of the lease of a {@link Held} execution. */
public sealed interface Renewed {

    /** Held for one more lease (or let go, where that was asked); these intents stand. */
    record Kept(List<Intent> intents) implements Renewed {}

    /** No longer this process's: another has it, or it has ended. */
    record Lost() implements Renewed {}

    /** A failover lost events that were acknowledged, or the whole execution (empty). */
    record Rewound(Optional<EventId> lastId) implements Renewed {}
}
