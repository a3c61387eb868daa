package io.flowcast.executor.telemetry;

import io.flowcast.events.Event;
import io.flowcast.events.EventType;
import io.flowcast.events.NodeState;
import io.flowcast.events.Problem;
import io.flowcast.events.TraceIds;
import io.flowcast.executor.definition.Node;
import io.flowcast.executor.engine.ExecutionState;
import io.flowcast.executor.engine.Telemetry;
import io.flowcast.executor.engine.TraceContext;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * A span for each execution, below it one for each node that started, and below that one for each attempt. Their ids are
 * those of the detail that the gateway shows ({@link TraceIds}).
 *
 * <p>A span is made when what it stands for has ended, with the times it had: so it does not matter which executor it
 * began on, and of each there is one. Only attempts that were lost with their executor are told by the one that took
 * over, with no end of their own.
 */
@Singleton
final class ExecutionSpans implements Telemetry {

    /** Types of node whose attempts call somebody else. */
    private static final Set<String> CLIENTS = Set.of("http", "emit");

    private final Tracer tracer;
    private final boolean off;

    ExecutionSpans(Tracer tracer, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean off) {
        this.tracer = tracer;
        this.off = off;
    }

    @Override
    public void committed(ExecutionState state, List<Event> events) {
        if (off || !state.header().trace().sampled()) {
            return;
        }
        boolean takenOver = false;
        for (Event event : events) {
            EventType type = EventType.parse(event.type()).orElse(null);
            if (type == null) {
                continue;
            }
            takenOver |= type == EventType.EXECUTION_CLAIMED;
            if (takenOver) {
                lostAttempt(state, event, type);
            }
            switch (type) {
                case NODE_COMPLETED, NODE_FAILED, NODE_CANCELLED -> node(state, event, type);
                case WORKFLOW_COMPLETED, WORKFLOW_FAILED, WORKFLOW_CANCELLED -> execution(state, event, type);
                case WORKFLOW_QUEUED,
                        WORKFLOW_STARTED,
                        NODE_STARTED,
                        NODE_RETRYING,
                        NODE_SKIPPED,
                        NODE_WAITING,
                        NODE_PROGRESS,
                        NODE_LOG,
                        SIGNAL_RECEIVED,
                        EXECUTION_CLAIMED,
                        EXECUTION_WAITING,
                        WORKFLOW_PAUSED,
                        WORKFLOW_RESUMED -> {}
            }
        }
    }

    @Override
    public void attempted(
            ExecutionState.Header execution, Node node, int attempt, long start, long end, Outcome outcome) {
        if (!off && execution.trace().sampled()) {
            Attributes attributes = ofAttempt(node, attempt)
                    .put("flowcast.node.outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .build();
            attempt(
                    execution,
                    node,
                    attempt,
                    start,
                    end,
                    attributes,
                    outcome == Outcome.ENDED ? StatusCode.OK : StatusCode.ERROR);
        }
    }

    private void execution(ExecutionState state, Event event, EventType how) {
        ExecutionState.Header header = state.header();
        Span span = root(header);
        span.setAttribute("flowcast.execution.status", state.status().wire());
        end(span, how, event.error(), event.timestamp());
    }

    private void node(ExecutionState state, Event event, EventType how) {
        String nodeId = event.nodeId();
        NodeState node = nodeId == null ? null : state.node(nodeId);
        if (nodeId == null
                || node == null
                || node.startTime() == null
                || Boolean.TRUE.equals(event.reused())
                || !state.header().graph().has(nodeId)) {
            return;
        }
        Node definition = state.header().graph().node(nodeId);
        Attributes attributes = Attributes.builder()
                .put("flowcast.execution.id", state.id().toString())
                .put("flowcast.node.id", nodeId)
                .put("flowcast.node.type", definition.type())
                .put("flowcast.node.status", node.status().wire())
                .put("flowcast.node.attempt", event.attempt() == null ? 1 : event.attempt())
                .build();
        Span span = start(
                tracer.spanBuilder(definition.name())
                        .setParent(Context.root().with(root(state.header())))
                        .setStartTimestamp(node.startTime(), TimeUnit.MILLISECONDS)
                        .setAllAttributes(attributes),
                state.header().trace(),
                TraceIds.span(state.id(), nodeId));
        end(span, how, event.error(), event.timestamp());
    }

    /** What follows a takeover tells which attempts died with the executor before. */
    private void lostAttempt(ExecutionState state, Event event, EventType type) {
        String nodeId = event.nodeId();
        Integer attempt = event.attempt();
        if (nodeId == null || attempt == null || !state.header().graph().has(nodeId)) {
            return;
        }
        boolean crashed = event.error() != null && event.error().type().equals("crashed");
        int lost = type == EventType.NODE_STARTED ? attempt - 1 : crashed ? attempt : 0;
        if (lost < 1) {
            return;
        }
        Long firstStart = state.node(nodeId).startTime();
        long start = lost == 1 && firstStart != null ? firstStart : event.timestamp();
        Node node = state.header().graph().node(nodeId);
        Attributes attributes =
                ofAttempt(node, lost).put("error.type", "crashed").build();
        attempt(state.header(), node, lost, start, event.timestamp(), attributes, StatusCode.ERROR);
    }

    private void attempt(
            ExecutionState.Header execution,
            Node node,
            int attempt,
            long start,
            long end,
            Attributes attributes,
            StatusCode status) {
        SpanContext parent = root(execution).getSpanContext();
        SpanContext ofNode = SpanContext.create(
                execution.trace().traceId(),
                TraceIds.span(execution.id(), node.id()),
                parent.getTraceFlags(),
                TraceState.getDefault());
        Span span = start(
                tracer.spanBuilder(node.name() + " #" + attempt)
                        .setParent(Context.root().with(Span.wrap(ofNode)))
                        .setSpanKind(CLIENTS.contains(node.type()) ? SpanKind.CLIENT : SpanKind.INTERNAL)
                        .setStartTimestamp(start, TimeUnit.MILLISECONDS)
                        .setAllAttributes(attributes),
                execution.trace(),
                TraceIds.span(execution.id(), node.id(), attempt));
        span.setStatus(status);
        span.end(Math.max(start, end), TimeUnit.MILLISECONDS);
    }

    private static AttributesBuilder ofAttempt(Node node, int attempt) {
        return Attributes.builder()
                .put("flowcast.node.id", node.id())
                .put("flowcast.node.type", node.type())
                .put("flowcast.node.attempt", attempt);
    }

    /**
     * The span of the execution, to be ended, or to stand above others: what is started and never ended is never exported.
     * The sampler decides by the trace's id, and so the same each time.
     */
    private Span root(ExecutionState.Header header) {
        TraceContext trace = header.trace();
        SpanBuilder builder = tracer.spanBuilder(header.definition().name())
                .setStartTimestamp(header.startTime(), TimeUnit.MILLISECONDS)
                .setAttribute("flowcast.execution.id", header.id().toString())
                .setAttribute("flowcast.workflow.id", header.definition().id())
                .setAttribute("flowcast.workflow.version", header.definition().version());
        String parent = trace.parentSpanId();
        if (parent == null) {
            builder.setNoParent();
        } else {
            builder.setParent(Context.root()
                    .with(Span.wrap(SpanContext.createFromRemoteParent(
                            trace.traceId(), parent, TraceFlags.getSampled(), TraceState.getDefault()))));
        }
        return start(builder, trace, TraceIds.span(header.id()));
    }

    private static Span start(SpanBuilder builder, TraceContext trace, String spanId) {
        return GivenIds.with(trace.traceId(), spanId, builder::startSpan);
    }

    private static void end(Span span, EventType how, @Nullable Problem error, long at) {
        boolean well = how == EventType.NODE_COMPLETED || how == EventType.WORKFLOW_COMPLETED;
        span.setStatus(well ? StatusCode.OK : StatusCode.ERROR, error == null ? "" : error.title());
        if (error != null) {
            span.setAttribute("error.type", error.type());
        }
        span.end(at, TimeUnit.MILLISECONDS);
    }
}
