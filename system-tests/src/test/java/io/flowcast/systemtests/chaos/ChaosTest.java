package io.flowcast.systemtests.chaos;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Whatever goes wrong, and however often, every promise is kept. {@code ./flowcast chaos} has it go on for as long as one likes, with
 * {@code -Dflowcast.chaos.minutes}, {@code .seed}, {@code .topology}, {@code .replicas}, {@code .clients} and {@code .faults}.
 */
@Timeout(value = 12, unit = TimeUnit.HOURS)
class ChaosTest {
    private static final long KNOWN_SEED = 20_261_123;
    private static final Duration SHORT = Duration.ofSeconds(90);
    private static final int PEOPLE = 8;
    private static final int CLIENTS = Integer.getInteger("flowcast.chaos.clients", 200);
    private static final int REPLICAS = Integer.getInteger("flowcast.chaos.replicas", 2);

    @Test
    void aStormThatIsKnownBreaksNoPromise() throws Exception {
        assertKept(Topology.Kind.SINGLE, new Storm(KNOWN_SEED, SHORT, PEOPLE, CLIENTS, Set.of()));
    }

    @Test
    void aStormThatNobodyHasSeenBreaksNoPromiseWherePrimariesFailOver() throws Exception {
        assertKept(Topology.Kind.SENTINEL, new Storm(anySeed(), SHORT, PEOPLE, CLIENTS, Set.of()));
    }

    @Test
    @EnabledIfSystemProperty(named = "flowcast.chaos.minutes", matches = "\\d+")
    void aStormForAsLongAsOneLikesBreaksNoPromise() throws Exception {
        String topology = System.getProperty("flowcast.chaos.topology", "single");
        long seed = Long.getLong("flowcast.chaos.seed", anySeed());
        Duration time = Duration.ofMinutes(Long.getLong("flowcast.chaos.minutes", 10));
        assertKept(
                Topology.Kind.valueOf(topology.toUpperCase(Locale.ROOT)),
                new Storm(seed, time, PEOPLE, CLIENTS, wanted()));
    }

    private static Set<String> wanted() {
        String names = System.getProperty("flowcast.chaos.faults", "");
        return names.isEmpty() ? Set.of() : new TreeSet<>(List.of(names.split(",")));
    }

    private static long anySeed() {
        return ThreadLocalRandom.current().nextLong(1, Integer.MAX_VALUE);
    }

    private static void assertKept(Topology.Kind topology, Storm storm) throws Exception {
        try (Topology redis = topology.set(REPLICAS);
                Stage stage = Stage.set(redis)) {
            String again = storm.command(topology, REPLICAS);
            System.out.printf("Storm begins: %s%n", again);
            Verdict verdict = storm.rage(stage);
            System.out.println(verdict);
            if (!verdict.violations().isEmpty()) {
                fail(Report.of(verdict.violations(), again));
            }
        }
    }
}
