package io.flowcast.gateway.command;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * A span for each command that is passed on, in the trace that the request names, else in one of its own; the executor
 * continues it. Where it is not recorded the request's headers pass as they came. Streams and reads have none: a stream
 * lasts for half an hour, and a span for each read would cost more than the read. Any thread; nothing is made current.
 */
@Singleton
class CommandSpans {
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
    private static final String EXECUTIONS = "/api/workflow/executions/";
    private static final int SERVER_ERROR = 500;

    private final Tracer tracer;
    private final boolean off;

    CommandSpans(Tracer tracer, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean off) {
        this.tracer = tracer;
        this.off = off;
    }

    /** A command on its way. */
    interface Passage {
        void end(Executors.Answer answer);
    }

    /** Begins a span, and names it to whoever gets the request next. */
    Passage begin(HttpServerRequest request, Endpoint endpoint) {
        if (off) {
            return answer -> {};
        }
        Context parent = W3C.extract(Context.root(), request.headers(), new Headers());
        Span span = tracer.spanBuilder(request.method() + " " + endpoint.wholePath())
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("http.request.method", request.method().name())
                .setAttribute("http.route", endpoint.wholePath())
                .setAttribute("url.path", request.path())
                .startSpan();
        if (!span.isRecording()) {
            return answer -> {};
        }
        W3C.inject(parent.with(span), request.headers(), (headers, name, value) -> headers.set(name, value));
        return answer -> end(span, answer);
    }

    private static void end(Span span, Executors.Answer answer) {
        switch (answer) {
            case Executors.Answer.Given given -> {
                span.setAttribute("http.response.status_code", given.status());
                String location = given.headers().get("Location");
                if (location != null && location.startsWith(EXECUTIONS)) {
                    span.setAttribute("flowcast.execution.id", location.substring(EXECUTIONS.length()));
                }
                if (given.status() >= SERVER_ERROR) {
                    span.setStatus(StatusCode.ERROR);
                }
            }
            case Executors.Answer.Nobody _ -> failed(span, "no-executor");
            case Executors.Answer.Late _ -> failed(span, "timeout");
        }
        span.end();
    }

    private static void failed(Span span, String why) {
        span.setAttribute("error.type", why);
        span.setStatus(StatusCode.ERROR, why);
    }

    private static final class Headers implements TextMapGetter<MultiMap> {
        @Override
        public Iterable<String> keys(MultiMap headers) {
            return headers.names();
        }

        /** Of {@code tracestate} there may be several, which count as one (W3C Trace Context, 3.3.1.4). */
        @Override
        public @Nullable String get(@Nullable MultiMap headers, String name) {
            return headers == null || !headers.contains(name) ? null : String.join(",", headers.getAll(name));
        }
    }
}
