package io.flowcast.executor.engine;

import io.flowcast.events.ExecutionId;
import io.flowcast.executor.store.ClusterClock;
import io.flowcast.node.NodeContext;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one attempt is given. Used by the attempt's thread, and those that it starts. */
final class AttemptContext implements NodeContext {

    private static final int MAX_MESSAGE = 1_024;
    private static final int MAX_MESSAGES = 100;

    private final ExecutionId executionId;
    private final String nodeId;
    private final int attempt;
    private final Map<String, @Nullable Object> settings;
    private final ClusterClock clock;
    private final BooleanSupplier cancelled;
    private final Consumer<Occurrence> mailbox;
    private final AtomicInteger messages = new AtomicInteger();

    AttemptContext(
            ExecutionId executionId,
            String nodeId,
            int attempt,
            Map<String, @Nullable Object> settings,
            ClusterClock clock,
            BooleanSupplier cancelled,
            Consumer<Occurrence> mailbox) {
        this.executionId = executionId;
        this.nodeId = nodeId;
        this.attempt = attempt;
        this.settings = settings;
        this.clock = clock;
        this.cancelled = cancelled;
        this.mailbox = mailbox;
    }

    @Override
    public ExecutionId executionId() {
        return executionId;
    }

    @Override
    public String nodeId() {
        return nodeId;
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public Map<String, @Nullable Object> settings() {
        return settings;
    }

    @Override
    public long now() {
        return clock.now();
    }

    @Override
    public void progress(long done, @Nullable Long total, @Nullable String message) {
        // Not yet an event.
    }

    @Override
    public boolean cancelled() {
        return cancelled.getAsBoolean();
    }

    @Override
    public void log(String message) {
        if (messages.incrementAndGet() <= MAX_MESSAGES) {
            String cut = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
            mailbox.accept(new Occurrence.NodeLogged(nodeId, attempt, cut));
        }
    }
}
