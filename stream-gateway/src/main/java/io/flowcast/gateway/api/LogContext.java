package io.flowcast.gateway.api;

import io.flowcast.events.ExecutionId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * What lines of the log carry that are written meanwhile on this thread, under the names that executors use; closed by the same
 * thread, before anything else runs on it.
 */
public final class LogContext implements AutoCloseable {
    private static final String EXECUTION = "executionId";
    private static final String TRACE = "traceId";
    private static final Pattern EXECUTION_IN_PATH = Pattern.compile("/executions/([^/?]+)");
    private static final Pattern TRACE_IN_HEADER = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-.*");

    private LogContext(@Nullable String executionId, @Nullable String traceId) {
        if (executionId != null) {
            MDC.put(EXECUTION, executionId);
        }
        if (traceId != null) {
            MDC.put(TRACE, traceId);
        }
    }

    public static LogContext of(ExecutionId id) {
        return new LogContext(id.toString(), null);
    }

    /**
     * Of a request: the execution that its path names, and the trace.
     *
     * @param traceparent the header; null where there is none
     */
    public static LogContext of(String path, @Nullable String traceparent) {
        return new LogContext(
                ExecutionId.parse(first(EXECUTION_IN_PATH.matcher(path)))
                        .map(ExecutionId::toString)
                        .orElse(null),
                traceparent == null ? null : traceId(traceparent));
    }

    private static String first(Matcher matcher) {
        return matcher.find() ? matcher.group(1) : "";
    }

    private static @Nullable String traceId(String traceparent) {
        Matcher matcher = TRACE_IN_HEADER.matcher(traceparent);
        return matcher.matches() ? matcher.group(1) : null;
    }

    @Override
    public void close() {
        MDC.remove(EXECUTION);
        MDC.remove(TRACE);
    }
}
