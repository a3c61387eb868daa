package io.flowcast.executor.engine;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** {@code ./flowcast bench core}. */
class CoreBenchmarkTest {

    @Test
    void measured() throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(CoreBenchmark.class.getName())
                        .forks(1)
                        .jvmArgs("-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow")
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(2))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(1))
                        .shouldFailOnError(true)
                        .build())
                .run();
    }
}
