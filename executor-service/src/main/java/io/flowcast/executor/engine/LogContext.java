package io.flowcast.executor.engine;

import io.flowcast.events.ExecutionId;
import java.util.List;
import java.util.Map;
import org.jboss.logging.MDC;

/** What every line of the log carries that a run's thread, or an attempt's, writes; closed by the same thread. */
final class LogContext implements AutoCloseable {

    private final List<String> keys;

    private LogContext(Map<String, String> values) {
        values.forEach(MDC::put);
        keys = List.copyOf(values.keySet());
    }

    static LogContext of(ExecutionState.Header execution) {
        return of(execution.id(), execution.trace().traceId());
    }

    static LogContext of(ExecutionId id, String traceId) {
        return new LogContext(Map.of("executionId", id.toString(), "traceId", traceId));
    }

    static LogContext of(ExecutionState.Header execution, String nodeId) {
        return new LogContext(Map.of(
                "executionId",
                execution.id().toString(),
                "traceId",
                execution.trace().traceId(),
                "nodeId",
                nodeId));
    }

    /** What is to be added on the run's own thread. */
    static LogContext within(String nodeId) {
        return new LogContext(Map.of("nodeId", nodeId));
    }

    @Override
    public void close() {
        keys.forEach(MDC::remove);
    }
}
