package io.flowcast.executor.store;

import io.flowcast.executor.intent.Intent;
import java.util.List;

/** What became of a {@link Restoration}. */
public sealed interface Restored {

    /** What is stored is what the owner knows; these intents stand. */
    record Done(List<Intent> intents) implements Restored {}

    /** Another process has taken over. */
    record Fenced() implements Restored {}

    /** What is stored is no beginning of what the owner knows, or gone for good: the execution is let go. */
    record Diverged() implements Restored {}
}
