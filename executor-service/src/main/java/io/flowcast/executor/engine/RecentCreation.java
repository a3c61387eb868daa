package io.flowcast.executor.engine;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.executor.store.Created;
import io.flowcast.executor.store.Creation;
import io.flowcast.executor.store.LogEntry;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * An execution that was acknowledged and that this process does not run: whoever takes it up knows of it from the store alone, so
 * that where a failover loses it, nobody else could write it again.
 *
 * @param lastId of the last event that its creation wrote
 * @param sentAt {@link System#nanoTime} at which it was first sent
 */
record RecentCreation(Creation creation, EventId lastId, long sentAt) {
    private static final Logger LOG = Logger.getLogger(RecentCreation.class);

    ExecutionId id() {
        return creation.id();
    }

    /** Roughly what it takes, in bytes; its definition is others' as well. */
    long size() {
        long fields = creation.fields().entrySet().stream()
                .filter(field -> !field.getKey().equals(ExecutionFields.DEFINITION))
                .map(Map.Entry::getValue)
                .mapToLong(String::length)
                .sum();
        return fields
                + creation.events().stream()
                        .map(LogEntry::data)
                        .mapToLong(String::length)
                        .sum();
    }

    /**
     * Creates it again where it is gone; where it is there, that changes nothing. Blocks.
     *
     * @param ownersFirst how long whoever has taken it up, and knows more of it, has to write that back
     */
    void confirm(RunTools tools, Duration ownersFirst) throws InterruptedException {
        Thread.sleep(ownersFirst);
        if (System.nanoTime() - sentAt >= tools.forgottenAfter().toNanos()) {
            return;
        }
        Created created = tools.patience()
                .untilAnswered("creation of " + id(), () -> tools.store().create(creation));
        if (created instanceof Created.Written(long _, EventId written) && !written.equals(lastId)) {
            LOG.warnf("%s: was acknowledged and is lost, and is created again", id());
        }
    }
}
