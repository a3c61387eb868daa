package io.flowcast.gateway.stream;

import static io.flowcast.gateway.Eventually.await;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.EventMessage;
import io.flowcast.gateway.LogWriter;
import io.flowcast.stack.redis.RedisServer;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The path from Redis to a viewer breaks in every way it can while its sockets may look well: each time the open stream
 * tells all that was written meanwhile, or says why it cannot. {@link HealingTime} writes down how long that took; with
 * {@code -Dflowcast.test.production-times=true} under the settings that everybody has.
 */
@QuarkusTest
@TestProfile(SilenceTest.Settings.class)
@WithTestResource(SilentNetwork.class)
class BrokenPathTest {

    @TestHTTPResource("/")
    URI base;

    @Inject
    RedisDataSource redis;

    private LogWriter log;
    private StreamClient viewer;

    @BeforeEach
    void aViewerOfARunningExecution() {
        SilentNetwork.permit();
        awaitReady();
        log = new LogWriter(redis).start();
        viewer = StreamClient.to(base, log.id()).open();
        viewer.expectEvents(log.written()).expectSynced();
    }

    @AfterEach
    void wellAgain() {
        viewer.close();
        SilentNetwork.permit();
        awaitReady();
    }

    @Test
    void aSubscriptionThatHearsNothingMoreIsMadeAnew() {
        long before = losses("silent");
        HealingTime time = HealingTime.of("dead subscription");
        SilentNetwork.deafen();
        expectHealed(time);
        await().until(() -> losses("silent") > before);
        time.until("a new subscription");
        assertThat(probeAge()).isGreaterThanOrEqualTo(0);
    }

    @Test
    void halfOpenConnectionsAreReplaced() {
        HealingTime time = HealingTime.of("half-open connections");
        SilentNetwork.swallow();
        expectHealed(time);
        awaitReady();
    }

    @Test
    void aSubscriberWhoseOutputBufferOverflowsReadsTheRestFromTheLog() {
        redis.execute("CONFIG", "SET", "client-output-buffer-limit", "pubsub 65536 0 0");
        long before = losses("closed");
        HealingTime time = HealingTime.of("output buffer overflow");
        try {
            log.burst(30, 10_000);
            viewer.expectEvents(log.written().subList(1, 31));
            time.until("healed");
            assertThat(losses("closed")).isGreaterThan(before);
        } finally {
            redis.execute("CONFIG", "SET", "client-output-buffer-limit", "pubsub 33554432 8388608 60");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TYPE pubsub", "TYPE normal", "USER gateway"})
    void connectionsThatAreKilledLeaveNoGap(String which) {
        String[] filter = which.split(" ", -1);
        HealingTime time = HealingTime.of("CLIENT KILL " + which);
        redis.execute("CLIENT", "KILL", filter[0], filter[1], "SKIPME", "yes");
        if (which.equals("TYPE normal")) {
            // The test's own idle connections are of that kind as well.
            await().ignoreExceptions().until(() -> redis.execute("PING") != null);
        }
        expectHealed(time);
    }

    @Test
    void withoutTheRightToItsChannelsItIsNotReadyAndStreamsAreToldOrReadTheLog() {
        HealingTime time = HealingTime.of("ACL without the channels");
        SilentNetwork.acl("resetchannels");
        awaitRefused("channel");
        time.until("not ready");
        expectHealed(time);
        expectTold("unavailable");
        time.until("a new stream told: unavailable");
        HealingTime again = HealingTime.of("ACL with the channels again");
        SilentNetwork.permit();
        awaitReady();
        again.until("ready");
        expectHealed(again);
    }

    @Test
    void withoutTheRightToItsKeysItIsNotReadyAndStreamsAreTold() {
        HealingTime time = HealingTime.of("ACL without the keys");
        SilentNetwork.acl("resetkeys");
        awaitRefused("key");
        time.until("not ready");
        expectTold("unavailable");
        time.until("a new stream told: unavailable");
        HealingTime again = HealingTime.of("ACL with the keys again");
        SilentNetwork.permit();
        awaitReady();
        again.until("ready");
        expectHealed(again);
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxmemory 1", "min-replicas-to-write 1"})
    void aRedisThatTakesNoWritesKeepsNobodyFromReading(String setting) {
        String[] words = setting.split(" ", -1);
        long before = rebuilds();
        redis.execute("CONFIG", "SET", words[0], words[1]);
        long since = System.nanoTime();
        try {
            await().until(() ->
                    probeAge() < Duration.ofNanos(System.nanoTime() - since).toMillis() / 1_000.0);
            assertThat(when().get("/q/health/ready").statusCode()).isEqualTo(200);
            try (StreamClient other = StreamClient.to(base, log.id()).open()) {
                other.expectEvents(log.written()).expectSynced();
            }
            assertThat(rebuilds()).isEqualTo(before);
        } finally {
            redis.execute("CONFIG", "SET", words[0], "0");
        }
        expectHealed(HealingTime.of("a Redis without writes (" + setting + "), over"));
    }

    @Test
    void aServerThatIsNoPrimaryAnyMoreIsLeftForTheOneThatIs() {
        long before = losses("moved");
        redis.execute("REPLICAOF", "127.0.0.1", "1");
        HealingTime time = HealingTime.of("the server is a replica");
        try {
            await().until(() -> losses("moved") > before);
            time.until("a new subscription");
            await().until(() -> when().get("/q/health/ready").statusCode() == 503);
            time.until("not ready");
        } finally {
            redis.execute("REPLICAOF", "NO", "ONE");
        }
        HealingTime again = HealingTime.of("the server is the primary again");
        awaitReady();
        expectHealed(again);
    }

    @Test
    void aRedisThatComesBackEmptyIsToldOnceItIsCertainThatNobodyWritesTheExecutionBack() throws IOException {
        HealingTime time = HealingTime.of("Redis back with an empty data set, execution lost");
        comeBackEmpty();
        assertThat(viewer.expect("stream.reconnect").data()).isEqualTo("{\"reason\":\"gone\"}");
        time.until("the stream told: gone");
        viewer.expectEnd();
    }

    @Test
    void aRedisThatComesBackEmptyIsNoNewsWhereTheOwnerWritesTheExecutionBack() throws IOException {
        List<EventMessage> all = log.log(5).written();
        viewer.expectEvents(all.subList(1, 6));
        HealingTime time = HealingTime.of("Redis back with an empty data set, execution written back");
        comeBackEmpty();
        log.forget().restore(all);
        expectHealed(time);
    }

    @Test
    void anExecutionThatBeganAgainInAnEmptyRedisIsToldByASnapshot() throws IOException {
        viewer.expectEvents(log.log(5).written().subList(1, 6));
        HealingTime time = HealingTime.of("Redis back with an empty data set, execution begun again");
        comeBackEmpty();
        LogWriter again = new LogWriter(redis, log.id()).takeOver().start().log(2);
        StreamClient.Block snapshot = viewer.expect("execution.snapshot");
        assertThat(snapshot.data()).contains("\"reason\":\"rewound\"");
        time.until("execution.snapshot, rewound");
        again.log(1);
        viewer.expectEvents(again.written().subList(3, 4));
    }

    private void comeBackEmpty() throws IOException {
        RedisServer server = SilentNetwork.redis();
        server.kill();
        try (Stream<Path> files = Files.walk(server.dir().resolve("appendonlydir"))) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> assertThat(file.toFile().delete()).isTrue());
        }
        server.restart();
        SilentNetwork.permit();
        await().ignoreExceptions().until(() -> redis.execute("PING") != null);
    }

    /** Two more events reach the viewer, in order and once. */
    private void expectHealed(HealingTime time) {
        int before = log.written().size();
        log.log(2);
        viewer.expectEvents(log.written().subList(before, before + 2));
        time.until("healed");
    }

    /** The first viewer of another execution is not left in the dark. */
    private void expectTold(String reason) {
        LogWriter another = new LogWriter(redis).start();
        try (StreamClient other = StreamClient.to(base, another.id()).open()) {
            assertThat(other.expect("stream.reconnect").data()).isEqualTo("{\"reason\":\"" + reason + "\"}");
            other.expectEnd();
        }
    }

    private static void awaitReady() {
        await().until(() -> when().get("/q/health/ready").statusCode() == 200);
    }

    private static void awaitRefused(String what) {
        await().until(() -> {
            String why = when().get("/q/health/ready").path("checks.find { it.name == 'subscription' }.data.refused");
            return why != null && why.contains(what);
        });
        assertThat(when().get("/q/health/ready").statusCode()).isEqualTo(503);
    }

    private static long losses(String reason) {
        return Math.round(metric("flowcast_bus_losses_total{reason=\"" + reason + "\"}"));
    }

    private static long rebuilds() {
        return Math.round(metric("flowcast_bus_rebuilds_total"));
    }

    private static double probeAge() {
        return metric("flowcast_bus_probe_age_seconds");
    }

    private static double metric(String name) {
        return when().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(0);
    }
}
