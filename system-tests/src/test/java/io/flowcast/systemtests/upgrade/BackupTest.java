package io.flowcast.systemtests.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.harness.Workload;
import io.flowcast.systemtests.history.History;
import io.flowcast.systemtests.validate.Honest;
import io.flowcast.systemtests.validate.Promises;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** docs/backup.md, step by step: a copy that was made while executions ran, put in the place of all that there is. */
@Tag("long")
class BackupTest {
    private static final int EXECUTIONS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.stormy();

    private Workload workload;
    private String sleeping;
    private Instant killed = Instant.MAX;

    @BeforeEach
    void midway() throws Exception {
        FLOWCAST.servers().assumeOne("the document tells of the files of one server");
        sleeping = FLOWCAST.api(0).execute(TestDefinitions.ASKING, FLOWCAST.input());
        workload = Workload.start(FLOWCAST, TestDefinitions.CALLING, EXECUTIONS);
        workload.awaitCalls(EXECUTIONS * TestDefinitions.CALLS / 4);
    }

    @AfterEach
    void rewriteAgain() throws IOException {
        redis("CONFIG", "SET", "auto-aof-rewrite-percentage", "100");
    }

    @Test
    void whatRanWhenTheAppendOnlyFileWasCopiedGoesOnFromThere(@TempDir Path copy) throws Exception {
        redis("CONFIG", "SET", "auto-aof-rewrite-percentage", "0");
        awaitInfo("persistence", "aof_rewrite_in_progress:0");
        try (Stream<Path> files = Files.list(appendOnly())) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        restore(copy);

        assertThatAllGoesOn();
    }

    @Test
    void whatRanWhenASnapshotWasTakenGoesOnFromThere(@TempDir Path copy) throws Exception {
        redis("BGSAVE");
        awaitInfo("persistence", "rdb_bgsave_in_progress:0");
        Path dir = FLOWCAST.stack().redis().dir();
        Files.copy(dir.resolve("dump.rdb"), copy.resolve("appendonly.aof.1.base.rdb"));
        Files.writeString(copy.resolve("appendonly.aof.manifest"), "file appendonly.aof.1.base.rdb seq 1 type b\n");
        restore(copy);

        assertThatAllGoesOn();
    }

    /** Goes on for a while, so that the copy is older than what is there; then nothing is left but the copy. */
    private void restore(Path copy) throws IOException {
        workload.awaitCalls(EXECUTIONS * TestDefinitions.CALLS / 2);
        List<Service> executors = FLOWCAST.stack().executors();
        RedisServer redis = FLOWCAST.stack().redis();
        // First: one that lives would write back what it runs, beside what the copy says of it.
        killed = Instant.now();
        executors.forEach(Service::kill);
        redis.kill();
        Path folder = appendOnly();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(copy)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        redis.restart();
        executors.forEach(Service::restart);
    }

    private void assertThatAllGoesOn() throws Exception {
        for (String id : workload.ids()) {
            await().atMost(PATIENCE)
                    .until(() ->
                            FLOWCAST.api(0).detail(id).path("status").asText().equals("completed"));
            // As it is now, from its beginning.
            FLOWCAST.assertPromisesKept(FLOWCAST.follower(1).follow(id));
        }
        for (History history : workload.histories()) {
            if (history.events().getLast().at().isBefore(killed)) {
                continue; // its end was told, and is no more
            }
            Promises.assertKept(history, new Honest(FLOWCAST.log(history.executionId())));
        }
        assertThat(FLOWCAST.api(1).detail(sleeping).path("status").asText()).isEqualTo("waiting");
        assertThat(FLOWCAST.api(1)
                        .post("/api/workflow/executions/" + sleeping + "/signals/go", "{}")
                        .statusCode())
                .isEqualTo(202);
        await().atMost(PATIENCE)
                .until(() ->
                        FLOWCAST.api(0).detail(sleeping).path("status").asText().equals("completed"));
    }

    private static Path appendOnly() {
        return FLOWCAST.stack().redis().dir().resolve("appendonlydir");
    }

    private static void awaitInfo(String section, String line) {
        await().atMost(PATIENCE).until(() -> redis("INFO", section).contains(line + "\r\n"));
    }

    private static String redis(String... command) throws IOException {
        try (RedisCommands redis = FLOWCAST.redis()) {
            return String.valueOf(redis.call(command));
        }
    }
}
