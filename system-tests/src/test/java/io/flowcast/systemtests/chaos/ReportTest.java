package io.flowcast.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final String COMMAND = "./flowcast chaos --seed 7";

    @Test
    void namesEachBrokenPromiseAndHowToSeeItAgain() {
        assertThat(Report.of(List.of("Unique: X: 2-7 came twice\n  > 2-7", "Complete: X: a hole"), COMMAND))
                .isEqualTo("""
                        Promises broken: {Complete=1, Unique=1}

                        Unique: X: 2-7 came twice
                          > 2-7

                        Complete: X: a hole

                        The same storm again: ./flowcast chaos --seed 7""");
    }

    @Test
    void tellsOfTheFirstAndCountsTheRest() {
        List<String> many =
                IntStream.rangeClosed(1, 25).mapToObj(i -> "Unique: " + i).toList();

        assertThat(Report.of(many, COMMAND))
                .startsWith("Promises broken: {Unique=25}")
                .contains("Unique: 10\n… and 15 more")
                .doesNotContain("Unique: 11\n")
                .endsWith(COMMAND);
    }

    @Test
    void theCommandHasAllThatSettlesAStorm() {
        Storm storm = new Storm(7, Duration.ofSeconds(90), 8, 200, Set.of());

        assertThat(storm.command(Topology.Kind.SINGLE, 2))
                .isEqualTo("./flowcast chaos --seed 7 --minutes 2 --clients 200");
        assertThat(storm.command(Topology.Kind.SENTINEL, 2))
                .isEqualTo("./flowcast chaos --seed 7 --minutes 2 --clients 200 --topology sentinel --replicas 2");
        assertThat(new Storm(7, Duration.ofSeconds(90), 8, 200, Set.of("LINK_LOSSY")).command(Topology.Kind.SINGLE, 2))
                .endsWith(" --faults LINK_LOSSY");
    }
}
