package io.flowcast.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Whatever goes wrong, and however often, every promise is kept. {@code ./flowcast chaos} has it go on for as long as one likes, with
 * {@code -Dflowcast.chaos.minutes} and {@code -Dflowcast.chaos.seed}.
 */
@Timeout(value = 12, unit = TimeUnit.HOURS)
class ChaosTest {
    private static final long KNOWN_SEED = 20_261_123;
    private static final Duration SHORT = Duration.ofSeconds(90);
    private static final int PEOPLE = 8;

    private static Stage stage;

    @BeforeAll
    static void setUp() throws Exception {
        stage = Stage.set();
    }

    @AfterAll
    static void tearDown() {
        stage.close();
    }

    @Test
    void aStormThatIsKnownBreaksNoPromise() throws Exception {
        assertKept(new Storm(KNOWN_SEED, SHORT, PEOPLE));
    }

    @Test
    void aStormThatNobodyHasSeenBreaksNoPromise() throws Exception {
        assertKept(new Storm(ThreadLocalRandom.current().nextLong(1, Integer.MAX_VALUE), SHORT, PEOPLE));
    }

    @Test
    @EnabledIfSystemProperty(named = "flowcast.chaos.minutes", matches = "\\d+")
    void aStormForAsLongAsOneLikesBreaksNoPromise() throws Exception {
        long seed =
                Long.getLong("flowcast.chaos.seed", ThreadLocalRandom.current().nextLong(1, Integer.MAX_VALUE));
        assertKept(new Storm(seed, Duration.ofMinutes(Long.getLong("flowcast.chaos.minutes", 10)), PEOPLE));
    }

    private static void assertKept(Storm storm) throws Exception {
        System.out.printf("Storm with seed %d begins%n", storm.seed());
        Verdict verdict = storm.rage(stage);
        System.out.println(verdict);
        assertThat(verdict.violations())
                .as("promises broken; to repeat it: ./flowcast chaos --seed %d", storm.seed())
                .isEmpty();
    }
}
