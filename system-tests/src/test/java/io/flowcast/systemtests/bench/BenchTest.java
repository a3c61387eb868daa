package io.flowcast.systemtests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.stack.bench.BenchCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 4, unit = TimeUnit.MINUTES)
class BenchTest {

    @Test
    void theChainIsTimed() {
        assertThat(printed("chain", "--runs", "3", "--warm-up", "1"))
                .contains("POST to the last event, by another gateway")
                .doesNotContain("NaN");
    }

    @Test
    @Tag("long")
    void theEngineIsLoadedAndOneOfTwoExecutorsKilled() {
        assertThat(printed(
                        "engine",
                        "--unpinned",
                        "--only",
                        "load,recovery",
                        "--seconds",
                        "1",
                        "--warm-up",
                        "1",
                        "--in-flight",
                        "20"))
                .contains("merged steps, AOF everysec", "each step a commit, AOF off")
                .contains("Redis commands a second with nothing to do")
                .contains("100 of 100 completed")
                .doesNotContain("NaN");
    }

    @Test
    void theFanOutDeliversEverythingOnceAndIsMeasured() {
        assertThat(fanOut("one,many"))
                .contains("one execution, 100 streams, 50/s", "many executions, 100 streams, 200/s");
    }

    @Test
    @Tag("long")
    void theFanOutsStalledIdleAndColdPartsAreMeasured() {
        assertThat(fanOut("stalled,idle,cold"))
                .contains("and still was after", "180 idle streams", "50 clients with cursors");
    }

    private static String fanOut(String parts) {
        String printed =
                printed("fanout", "--unpinned", "--only", parts, "--scale", "1", "--seconds", "1", "--warm-up", "1");
        assertThat(printed).doesNotContain("NaN", "was lost because");
        assertThat(printed.lines().filter(line -> line.contains(" streams, ")))
                .isNotEmpty()
                .allMatch(line -> line.matches(".*\\s0\\s+0\\s+0\\s+\\d+"), "nothing missing, twice or lost");
        return printed;
    }

    private static String printed(String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = System.out;
        try (PrintStream caught = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(caught);
            assertThat(BenchCommand.run(arguments)).isZero();
        } finally {
            System.setOut(out);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
