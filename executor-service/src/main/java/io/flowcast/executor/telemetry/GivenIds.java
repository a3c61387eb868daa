package io.flowcast.executor.telemetry;

import io.opentelemetry.sdk.trace.IdGenerator;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives a span the ids that the execution it belongs to has had all along, and every other span ids by chance. OpenTelemetry
 * asks for ids on the thread that starts the span, and has no other way to be told them.
 */
@Singleton
final class GivenIds implements IdGenerator {

    private record Ids(String traceId, String spanId) {}

    private static final ThreadLocal<@Nullable Ids> GIVEN = new ThreadLocal<>();

    private final IdGenerator random = IdGenerator.random();

    /** What the call gives, where the span that it starts gets these ids. */
    static <T> T with(String traceId, String spanId, Supplier<T> call) {
        GIVEN.set(new Ids(traceId, spanId));
        try {
            return call.get();
        } finally {
            GIVEN.remove();
        }
    }

    @Override
    public String generateSpanId() {
        Ids given = GIVEN.get();
        return given == null ? random.generateSpanId() : given.spanId();
    }

    @Override
    public String generateTraceId() {
        Ids given = GIVEN.get();
        return given == null ? random.generateTraceId() : given.traceId();
    }
}
