package io.flowcast.executor.engine;

import io.flowcast.events.ExecutionId;
import io.flowcast.executor.secret.Redaction;
import io.flowcast.node.NodeContext;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What one try of an item is given. Used by the item's thread, and those that it starts. */
final class ItemContext implements NodeContext {

    private final NodeContext node;
    private final Loop.Try attempt;
    private final Map<String, @Nullable Object> settings;
    private final Redaction redaction;
    private final BooleanSupplier cancelled;

    /** @param node the context of the node whose item it is */
    ItemContext(
            NodeContext node,
            Loop.Try attempt,
            Map<String, @Nullable Object> settings,
            Redaction redaction,
            BooleanSupplier cancelled) {
        this.node = node;
        this.attempt = attempt;
        this.settings = settings;
        this.redaction = redaction;
        this.cancelled = cancelled;
    }

    @Override
    public ExecutionId executionId() {
        return node.executionId();
    }

    @Override
    public String nodeId() {
        return node.nodeId();
    }

    @Override
    public int attempt() {
        return attempt.retries() + 1;
    }

    @Override
    public Map<String, @Nullable Object> settings() {
        return settings;
    }

    @Override
    public long now() {
        return node.now();
    }

    @Override
    public void log(String message) {
        node.log(redaction.text(message));
    }

    @Override
    public long startTime() {
        return node.startTime();
    }

    @Override
    public String redacted(String text) {
        return redaction.text(text);
    }

    /** Of a node with items, their count is the progress. */
    @Override
    public void progress(long done, @Nullable Long total, @Nullable String message) {}

    @Override
    public boolean cancelled() {
        return cancelled.getAsBoolean();
    }

    @Override
    public String idempotencyKey() {
        return node.idempotencyKey() + ":" + attempt.index();
    }

    @Override
    public Optional<String> tracestate() {
        return node.tracestate();
    }

    @Override
    public Optional<String> traceparent() {
        return node.traceparent();
    }
}
