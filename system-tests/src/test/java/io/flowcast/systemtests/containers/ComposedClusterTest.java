package io.flowcast.systemtests.containers;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** deploy/compose/test, where there is Docker; it tells what it does. */
@Tag("long")
class ComposedClusterTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final int MINUTES_AT_MOST = 40;

    @Test
    void streamsThroughTheBalancerSurviveWhateverBreaks() throws Exception {
        assumeThat(succeeds("docker", "compose", "version"))
                .as("Docker with Compose")
                .isTrue();
        assumeThat(succeeds("docker", "info")).as("a Docker engine").isTrue();

        Process test = new ProcessBuilder(ROOT.resolve("deploy/compose/test").toString())
                .inheritIO()
                .start();
        try {
            assertThat(test.waitFor(MINUTES_AT_MOST, MINUTES))
                    .as("ended in time")
                    .isTrue();
            assertThat(test.exitValue()).isZero();
        } finally {
            // It cleans up after itself.
            test.destroy();
        }
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(1, MINUTES) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
