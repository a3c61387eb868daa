package io.flowcast.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @Test
    void readsWhatACallerSays() {
        assertThat(TraceContext.parse("00-" + TRACE + "-" + SPAN + "-01"))
                .contains(new TraceContext(TRACE, SPAN, "01"));
        assertThat(TraceContext.parse("00-" + TRACE + "-" + SPAN + "-00"))
                .contains(new TraceContext(TRACE, SPAN, "00"));
    }

    @Test
    void readsOfALaterVersionWhatItKnows() {
        assertThat(TraceContext.parse("cc-" + TRACE + "-" + SPAN + "-ff-more to come"))
                .contains(new TraceContext(TRACE, SPAN, "01"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01"
            })
    void takesNoNoticeOfWhatIsMalformed(String header) {
        assertThat(TraceContext.parse(header)).isEmpty();
    }

    @Test
    void tellsOthersWhereToGoOn() {
        TraceContext trace = new TraceContext(TRACE, null, "01");

        assertThat(TraceContext.parse(trace.traceparent(SPAN))).contains(trace.below(SPAN));
    }

    @Test
    void beginsATraceOfItsOwn() {
        TraceContext one = TraceContext.root(new Random(1));

        assertThat(one.traceId())
                .matches("[0-9a-f]{32}")
                .isNotEqualTo(TraceContext.root(new Random(2)).traceId());
        assertThat(one.parentSpanId()).isNull();
        assertThat(one.sampled()).isTrue();
    }
}
