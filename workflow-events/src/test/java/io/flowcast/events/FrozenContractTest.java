package io.flowcast.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The golden files as they were when a version was released, in {@code contract/<version>}: replicas of that version write them
 * while a cluster is updated, and Redis holds them for long after. What is read of them today is all that was in them.
 *
 * <p>At a release the golden files are copied there, and {@code DIGEST} gets what this test says; afterwards nobody changes them.
 */
class FrozenContractTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DIGEST = "DIGEST";
    private static final Map<String, Class<?>> FORMS = Map.of(
            "events", Event.class,
            "snapshots", ExecutionSnapshot.class,
            "problems", Problem.class,
            "nodes", NodeState.class,
            "triggers", TriggerState.class);

    @TestFactory
    Stream<DynamicTest> everyFormOfAnEarlierVersionIsReadWhole() throws IOException {
        return versions()
                .flatMap(version -> files(version)
                        .filter(file -> form(file) != null)
                        .map(file ->
                                DynamicTest.dynamicTest(version.relativize(file).toString(), () -> {
                                    JsonNode written = JSON.readTree(file.toFile());
                                    JsonNode read = JSON.readTree(JSON.writeValueAsString(
                                            JSON.treeToValue(written, Objects.requireNonNull(form(file)))));
                                    assertThatItHoldsAll(read, written, "");
                                })));
    }

    @Test
    void eventsOfAnEarlierVersionCanBeFolded() throws IOException {
        for (Path version : versions().toList()) {
            Fold fold = new Fold();
            int seq = 0;
            for (Path file : files(version.resolve("events")).toList()) {
                fold.add(new EventId(++seq, 7), JSON.readValue(file.toFile(), Event.class));
            }
            assertThat(fold.snapshot(1, "requested").nodes()).isNotEmpty();
        }
    }

    @Test
    void whatIsFrozenStaysAsItWas() throws IOException {
        for (Path version : versions().toList()) {
            assertThat(digest(version))
                    .as("the digest of all files of %s", version.getFileName())
                    .isEqualTo(Files.readString(version.resolve(DIGEST)).strip());
        }
    }

    private static void assertThatItHoldsAll(JsonNode read, JsonNode written, String at) {
        if (written.isObject()) {
            written.properties()
                    .forEach(field -> assertThatItHoldsAll(
                            read.path(field.getKey()), field.getValue(), at + "/" + field.getKey()));
        } else {
            assertThat(read).as(at).isEqualTo(written);
        }
    }

    private static @Nullable Class<?> form(Path file) {
        String folder = file.getParent().getFileName().toString();
        if (folder.equals("definitions")) {
            return file.getFileName().toString().startsWith("summary")
                    ? DefinitionSummary.class
                    : StoredDefinition.class;
        }
        return FORMS.get(folder);
    }

    private static Stream<Path> versions() throws IOException {
        try {
            Path folder = Path.of(Objects.requireNonNull(FrozenContractTest.class.getResource("/contract"))
                    .toURI());
            try (Stream<Path> versions = Files.list(folder)) {
                return versions.sorted().toList().stream();
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String digest(Path version) throws IOException {
        try {
            Map<String, Path> files = new TreeMap<>();
            files(version)
                    .filter(file -> !file.endsWith(DIGEST))
                    .forEach(file ->
                            files.put(version.relativize(file).toString().replace('\\', '/'), file));
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Map.Entry<String, Path> file : files.entrySet()) {
                digest.update(file.getKey().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file.getValue()));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
