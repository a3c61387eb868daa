package io.flowcast.executor.engine;

import io.flowcast.events.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the thread of a {@code for} node hears: from the tries of its items, and from outside. */
sealed interface ItemNews {

    /** What the thread of one try came to. */
    sealed interface OfTry extends ItemNews {
        Loop.Try attempt();
    }

    record Succeeded(Loop.Try attempt, @Nullable Encoded output) implements OfTry {}

    /** It has nothing more to do than to wait till then, in epoch milliseconds. */
    record Waits(Loop.Try attempt, long until) implements OfTry {}

    /** It has asked for what it waits for. */
    record Awaits(Loop.Try attempt) implements OfTry {}

    record Failed(
            Loop.Try attempt, Problem problem, @Nullable Duration retryAfter) implements OfTry {}

    /** The execution that an item started, maybe by an earlier try, has ended. */
    record ChildEnded(int item, Occurrence.ChildEnded end) implements ItemNews {}

    /** The signal for an item was received. */
    record Signalled(int item) implements ItemNews {}

    /** Executions may have ended of which nobody heard. */
    record Look() implements ItemNews {}

    /** Something is different: whether new items may begin. */
    record Stirred() implements ItemNews {}
}
