package io.flowcast.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Storms find what is wrong: see {@link Mutant}. {@code ./flowcast chaos --broken NAME} has one rage over one of them. */
class MutantsTest {
    private static final String HOME = "flowcast.home";
    private static final String BROKEN = "flowcast.chaos.broken";
    private static final Path VALIDATORS = Path.of("src/test/java/io/flowcast/systemtests/validate");
    private static final long SEED = 20_261_123;
    private static final int PEOPLE = 8;
    private static final int CLIENTS = 60;

    static List<Mutant> all() {
        return Mutant.all();
    }

    /** All, or those that are named. */
    static List<Mutant> wanted() {
        List<String> names = List.of(System.getProperty(BROKEN, "").split(","));
        return Mutant.all().stream()
                .filter(mutant -> names.contains("all") || names.contains(mutant.name()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    void itStillAppliesAndSaysWhatFindsIt(Mutant mutant, @TempDir Path folder) throws Exception {
        assertThat(mutant.applied(Path.of(System.getProperty(HOME, "..")), folder))
                .isNotEmptyDirectory();
        assertThat(mutant.what()).isNotBlank();
        assertThat(Stream.<Fault[]>of(
                                ServiceFault.values(), RedisFault.values(), ViewerFault.values(), BackendFault.values())
                        .flatMap(Stream::of)
                        .map(Fault::name))
                .containsAll(mutant.faults());
        // What was acknowledged only the verdict can tell, over all histories.
        assertThat(mutant.caughtBy())
                .allSatisfy(name -> assertThat(
                                name.equals("Acknowledged") || Files.exists(VALIDATORS.resolve(name + ".java")))
                        .as("%s is a validator", name)
                        .isTrue());
    }

    @ParameterizedTest
    @MethodSource("wanted")
    @EnabledIfSystemProperty(named = BROKEN, matches = ".+")
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void aStormFindsIt(Mutant mutant, @TempDir Path folder) throws Exception {
        String root = System.getProperty(HOME, "..");
        Path broken = mutant.built(Path.of(root).toAbsolutePath(), folder);
        System.setProperty(HOME, broken.toString());
        try (Topology redis = Topology.Kind.SINGLE.set(0);
                Stage stage = Stage.set(redis)) {
            Storm storm = new Storm(
                    Long.getLong("flowcast.chaos.seed", SEED),
                    Duration.ofSeconds(Long.getLong("flowcast.chaos.seconds", 60)),
                    PEOPLE,
                    CLIENTS,
                    mutant.faults());
            Verdict verdict = storm.rage(stage);

            System.out.printf("%s: %s%n", mutant, verdict);
            verdict.violations().stream()
                    .map(violation -> violation.lines().findFirst().orElse(""))
                    .limit(8)
                    .forEach(violation -> System.out.println("  " + violation));
            assertThat(mutant.isCaughtBy(verdict.violations()))
                    .as("%s (%s) is found by one of %s", mutant, mutant.what(), mutant.caughtBy())
                    .isTrue();
        } finally {
            System.setProperty(HOME, root);
        }
    }
}
