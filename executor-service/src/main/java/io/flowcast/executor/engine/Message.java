package io.flowcast.executor.engine;

import io.flowcast.executor.intent.Intent;

/** What the mailbox of a run takes: from attempts, from the lease, from the process. */
sealed interface Message {

    record Happened(Occurrence occurrence) implements Message {}

    /** Somebody asked for something, and it stands in the store. */
    record Asked(Intent intent) implements Message {}

    /** Somebody asked for something, and the store is to be asked what. */
    record Rung() implements Message {}

    /** Executions that nodes wait for may have ended, and the word of it been lost. */
    record LookForChildren() implements Message {}

    /** The store lost events that it had acknowledged. */
    record Rewound() implements Message {}

    /** This process is about to stop: start nothing, and hand back as soon as nothing runs. */
    record Drain() implements Message {}

    /** The lease is lost: another executor has the execution. */
    record Lost() implements Message {}
}
