package io.flowcast.systemtests.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.harness.Workload;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import io.flowcast.systemtests.validate.Honest;
import io.flowcast.systemtests.validate.Promises;
import io.flowcast.systemtests.validate.TerminalOnce;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Redis dies, stalls, forgets or hangs up, under open streams and running executions. */
class RedisFailoverTest {
    private static final int EXECUTIONS = 20;
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(6);

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.stormy();

    private Workload workload;

    @BeforeEach
    void midway() throws Exception {
        workload = Workload.start(FLOWCAST, TestDefinitions.CALLING, EXECUTIONS);
        workload.awaitCalls(EXECUTIONS * TestDefinitions.CALLS / 4);
    }

    @Test
    void aRedisThatIsKilledLosesNothingOfTheStory() throws Exception {
        FLOWCAST.servers().crash();

        workload.assertAllCompletedRunningEachNodeOnce(workload.histories());
    }

    @Test
    void whatRedisForgotWhenItDiedIsWrittenAgainByItsOwners() throws Exception {
        killRedisAndLetItForget(() -> {});

        workload.assertAllCompletedRunningEachNodeOnce(workload.histories());
    }

    @Test
    void whatRedisLostAltogetherIsWrittenAgainByItsOwners() throws Exception {
        FLOWCAST.servers().keepReplicasBack();
        RedisServer redis = FLOWCAST.servers().main();
        redis.kill();
        try (Stream<Path> files = Files.list(redis.dir().resolve("appendonlydir"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        redis.restart();

        List<History> histories = workload.histories();
        workload.assertAllCompletedRunningEachNodeOnce(histories);
        System.out.printf(
                "Redis back without data: no stream was silent for longer than %d ms%n",
                histories.stream()
                        .mapToLong(history -> history.longestSilence().toMillis())
                        .max()
                        .orElseThrow());
        // The definitions of files are there again, too.
        assertThat(FLOWCAST.follower(0)
                        .follow(FLOWCAST.api(0).execute(TestDefinitions.INSTANT, Map.of()))
                        .events()
                        .getLast()
                        .event())
                .isEqualTo("workflow.completed");
    }

    @Test
    void whereTheOwnersDiedAsWellClientsAreToldAndGetTheStateInstead() throws Exception {
        List<Service> executors = FLOWCAST.stack().executors();
        Instant killed = killRedisAndLetItForget(() -> executors.forEach(Service::kill));
        executors.forEach(Service::restart);

        List<History> histories = underWayAt(killed);
        for (History history : histories) {
            Promises.assertKept(history, new Honest(FLOWCAST.log(history.executionId())));
            Promises.assertKept(history, new TerminalOnce());
        }
        assertThat(histories).anyMatch(history -> history.frames().stream().anyMatch(Frame::isSnapshot));
    }

    @Test
    void aRedisThatStallsForLongerThanALeaseCostsNobodyHisExecutions() throws Exception {
        RedisServer redis = FLOWCAST.servers().main();
        redis.suspend();
        try {
            Thread.sleep(LONGER_THAN_A_LEASE);
        } finally {
            redis.resume();
        }

        workload.assertAllCompletedRunningEachNodeOnce(workload.histories());
    }

    @Test
    void connectionsThatRedisCutsLeaveNoGap() throws Exception {
        for (int time = 5; time < 10; time++) {
            var _ = FLOWCAST.servers().ofEach("CLIENT", "KILL", "TYPE", "pubsub");
            var _ = FLOWCAST.servers().ofEach("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            workload.awaitCalls(EXECUTIONS * TestDefinitions.CALLS * time / 12);
        }

        workload.assertAllCompletedRunningEachNodeOnce(workload.histories());
    }

    /** Goes on for a while, kills Redis and takes away what it wrote in that while. */
    private Instant killRedisAndLetItForget(Runnable meanwhile) throws IOException {
        FLOWCAST.servers().keepReplicasBack();
        RedisServer redis = FLOWCAST.servers().main();
        Path file = appendOnlyFile(redis.dir());
        long remembered = Files.size(file);
        workload.awaitCalls(EXECUTIONS * TestDefinitions.CALLS / 2);
        Instant killed = Instant.now();
        redis.kill();
        meanwhile.run();
        assertThat(Files.size(file)).isGreaterThan(remembered);
        try (FileChannel content = FileChannel.open(file, StandardOpenOption.WRITE)) {
            content.truncate(remembered);
        }
        redis.restart();
        return killed;
    }

    /**
     * Those whose end was not told before: where an execution ended within what Redis forgot, and the executor that knows of
     * it died as well, it is run on from what Redis remembers.
     */
    private List<History> underWayAt(Instant killed) {
        List<History> underWay = workload.histories().stream()
                .filter(history -> history.events().getLast().at().isAfter(killed))
                .toList();
        assertThat(underWay).hasSizeGreaterThan(EXECUTIONS / 2);
        return underWay;
    }

    private static Path appendOnlyFile(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("appendonlydir"))) {
            return files.filter(file -> file.toString().endsWith(".incr.aof"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
