package io.flowcast.executor.engine;

import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** What every line of the log carries that a run's thread, or an attempt's, writes; closed by the same thread. */
final class LogContext implements AutoCloseable {

    private LogContext(ExecutionState.Header execution, @Nullable String nodeId) {
        MDC.put("executionId", execution.id().toString());
        MDC.put("traceId", execution.trace().traceId());
        if (nodeId != null) {
            MDC.put("nodeId", nodeId);
        }
    }

    static LogContext of(ExecutionState.Header execution) {
        return new LogContext(execution, null);
    }

    static LogContext of(ExecutionState.Header execution, String nodeId) {
        return new LogContext(execution, nodeId);
    }

    @Override
    public void close() {
        MDC.remove("executionId");
        MDC.remove("traceId");
        MDC.remove("nodeId");
    }
}
