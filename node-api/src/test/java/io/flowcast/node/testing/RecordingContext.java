package io.flowcast.node.testing;

import io.flowcast.events.ExecutionId;
import io.flowcast.node.NodeContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The context that a unit test of a node type hands to {@code run}: it keeps what the node type tells, and can be
 * cancelled. Thread-safe.
 */
public final class RecordingContext implements NodeContext {

    /** A call of {@link NodeContext#progress}. */
    public record Progress(
            long done, @Nullable Long total, @Nullable String message) {}

    private final Map<String, @Nullable Object> settings;
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<Progress> progress = new CopyOnWriteArrayList<>();
    private volatile int attempt = 1;
    private volatile boolean cancelled;

    public RecordingContext(Map<String, @Nullable Object> settings) {
        this.settings = settings;
    }

    public RecordingContext attempt(int number) {
        attempt = number;
        return this;
    }

    /** From now on {@link #cancelled()} says so. Whoever runs {@code run} interrupts its thread as well. */
    public void cancel() {
        cancelled = true;
    }

    /** What was logged so far. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /** Every progress told so far; a real executor leaves out what comes too fast. */
    public List<Progress> progress() {
        return List.copyOf(progress);
    }

    @Override
    public ExecutionId executionId() {
        return ExecutionId.of("wf_exec_0_01JD8Q4GZ3T9X6N2R5V7W1Y0AB");
    }

    @Override
    public String nodeId() {
        return "node";
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
        return System.currentTimeMillis();
    }

    @Override
    public void log(String message) {
        messages.add(message);
    }

    @Override
    public void progress(long done, @Nullable Long total, @Nullable String message) {
        progress.add(new Progress(done, total, message));
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }
}
