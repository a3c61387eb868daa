package io.flowcast.executor.engine;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.Progress;
import io.flowcast.events.TraceIds;
import io.flowcast.executor.secret.Redaction;
import io.flowcast.executor.store.ClusterClock;
import io.flowcast.node.NodeContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one attempt is given. Used by the attempt's thread, and those that it starts. */
final class AttemptContext implements NodeContext {

    private static final int MAX_MESSAGE = 1_024;
    private static final int MAX_MESSAGES = 100;

    private final ExecutionState.Header execution;
    private final String nodeId;
    private final int attempt;
    private final Map<String, @Nullable Object> settings;
    private final long startTime;
    private final Redaction redaction;
    private final ClusterClock clock;
    private final BooleanSupplier cancelled;
    private final Consumer<Occurrence> mailbox;
    private final AtomicInteger messages = new AtomicInteger();
    private final ProgressGate progress;

    AttemptContext(
            ExecutionState.Header execution,
            String nodeId,
            int attempt,
            Map<String, @Nullable Object> settings,
            long startTime,
            Redaction redaction,
            ClusterClock clock,
            BooleanSupplier cancelled,
            Consumer<Occurrence> mailbox) {
        this.execution = execution;
        this.nodeId = nodeId;
        this.attempt = attempt;
        this.settings = settings;
        this.startTime = startTime;
        this.redaction = redaction;
        this.clock = clock;
        this.cancelled = cancelled;
        this.mailbox = mailbox;
        this.progress = new ProgressGate(
                clock,
                ProgressGate.Alarm.REAL,
                (latest, message) -> mailbox.accept(new Occurrence.NodeProgressed(nodeId, attempt, latest, message)));
    }

    @Override
    public ExecutionId executionId() {
        return execution.id();
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
    public Optional<String> tracestate() {
        return Optional.ofNullable(execution.trace().state());
    }

    @Override
    public Optional<String> traceparent() {
        return Optional.of(execution.trace().traceparent(TraceIds.span(execution.id(), nodeId, attempt)));
    }

    @Override
    public long startTime() {
        return startTime;
    }

    @Override
    public String redacted(String text) {
        return redaction.text(text);
    }

    @Override
    public void progress(long done, @Nullable Long total, @Nullable String message) {
        Progress latest = new Progress(Math.max(0, done), total == null || total < 0 ? null : total, null);
        progress.tell(latest, message == null ? null : told(message));
    }

    void progress(Progress latest) {
        progress.tell(latest, null);
    }

    /** How much of the progress was told, so that another context of the same attempt tells no more. */
    String progressTold() {
        return progress.state();
    }

    void progressTold(String told) {
        progress.goOn(told);
    }

    LogContext logContext() {
        return LogContext.of(execution, nodeId);
    }

    @Override
    public boolean cancelled() {
        return cancelled.getAsBoolean();
    }

    @Override
    public void log(String message) {
        if (messages.incrementAndGet() <= MAX_MESSAGES) {
            mailbox.accept(new Occurrence.NodeLogged(nodeId, attempt, told(message)));
        }
    }

    /** Tells how far it came in the end, where that was kept back. */
    void close() {
        progress.close();
    }

    /** Tells no more of it by itself: the attempt has ended, or is another context's. */
    void leave() {
        progress.drop();
    }

    private String told(String message) {
        return Texts.cut(redaction.text(message), MAX_MESSAGE);
    }
}
