package io.flowcast.systemtests.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.systemtests.history.History;
import java.util.List;
import java.util.stream.Stream;

/** All that an uninterrupted log lets us demand of a client's history at once. */
public final class Promises {
    private static final List<Validator> OF_EVERY_STREAM = List.of(
            new Ordered(),
            new Unique(),
            new FencedOnce(),
            new Complete(),
            new Resumable(),
            new TerminalOnce(),
            new NoNodeLeftRunning());

    private Promises() {}

    /** Asserts every promise, naming each that is broken and how. */
    public static void assertKept(History history, List<EqualToLog.Entry> log) {
        assertKept(history, Stream.concat(OF_EVERY_STREAM.stream(), Stream.of(new EqualToLog(log))));
    }

    /** Asserts one promise more. */
    public static void assertKept(History history, Validator promise) {
        assertKept(history, Stream.of(promise));
    }

    private static void assertKept(History history, Stream<Validator> promises) {
        List<String> broken = promises.flatMap(validator -> validator.violations(history).stream()
                        .limit(5)
                        .map(violation -> validator.getClass().getSimpleName() + ": " + violation))
                .toList();
        assertThat(broken).as("promises broken for %s", history.executionId()).isEmpty();
    }
}
