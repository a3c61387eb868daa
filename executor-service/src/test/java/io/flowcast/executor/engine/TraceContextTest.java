package io.flowcast.executor.engine;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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
    void handsOnWhatOthersKeepInTheTrace() {
        String parent = "00-" + TRACE + "-" + SPAN + "-01";
        TraceContext trace = TraceContext.parse(parent, List.of("rojo=00f067aa0ba902b7 , acme@sys=t61,", "congo=a b"))
                .orElseThrow();

        assertThat(trace.state()).isEqualTo("rojo=00f067aa0ba902b7,acme@sys=t61,congo=a b");
        assertThat(trace.below("b7ad6b7169203331").state()).isEqualTo(trace.state());
        assertThat(TraceContext.parse("nonsense", List.of("rojo=1"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " , ", "rojo", "rojo=", "Rojo=1", "rojo=1;\u00e9", "rojo=1=2", "rojo=a\tb"})
    void handsOnNothingThatIsMalformed(String state) {
        assertThat(TraceState.of(List.of(state))).isNull();
        assertThat(TraceState.of(List.of("fine=1", "a=" + "x".repeat(257)))).isNull();
        assertThat(TraceState.of(List.of("a=1,".repeat(33)))).isNull();
    }

    @Test
    void ofMoreThanItHandsOnTheLongestGoFirstAndThenTheOldest() {
        String many = IntStream.range(0, 32)
                .mapToObj(i -> "v" + i + "=" + "x".repeat(20))
                .collect(joining(","));
        String longOne = "long=" + "x".repeat(200);

        String kept = TraceState.of(List.of(longOne, many));
        assertThat(kept).isNull(); // 33 of them
        kept = TraceState.of(List.of(longOne, many.replaceFirst("v0=x*,", "")));
        assertThat(kept)
                .hasSizeLessThanOrEqualTo(TraceState.MAX_LENGTH)
                .startsWith("v1=")
                .doesNotContain("long");
        assertThat(TraceState.of(List.of(longOne, "a=1"))).isEqualTo(longOne + ",a=1");
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
