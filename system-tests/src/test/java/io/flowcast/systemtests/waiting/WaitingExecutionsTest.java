package io.flowcast.systemtests.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.client.Metrics;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Waiting executions are held by nobody, however many there are, and wake when it is time. Half of them are timers. */
class WaitingExecutionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int AT_ONCE = 32;
    /** Caches, buffers and compiled code come and go with any load. */
    private static final long MEBI = 1 << 20;

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    @Test
    void someHundredsCostTheExecutorsNothing() throws Exception {
        waitAndWake(400, Duration.ofSeconds(60), Duration.ofSeconds(45));
    }

    @Test
    @Tag("long")
    void twentyThousandCostTheExecutorsNothing() throws Exception {
        waitAndWake(20_000, Duration.ofMinutes(5), Duration.ofMinutes(3));
    }

    private void waitAndWake(int executions, Duration start, Duration wake) throws Exception {
        warmUp();
        Footprint before = footprint();
        long memoryBefore = ofRedis("memory", "used_memory");
        long connections = ofRedis("clients", "connected_clients");

        Instant until = Instant.now().plus(start);
        List<String> sleeping = all(
                executions / 2,
                () -> FLOWCAST.api(0).execute(TestDefinitions.SLEEPING, Map.of("until", until.toString())));
        List<String> asking = all(executions / 2, () -> FLOWCAST.api(1).execute(TestDefinitions.ASKING, Map.of()));
        assertThat(Instant.now()).as("all were started before the first is due").isBefore(until.minusSeconds(5));
        await("nobody holds any").atMost(wake).until(() -> footprint().running() == 0);

        Footprint waiting = footprint();
        long memory = ofRedis("memory", "used_memory") - memoryBefore;
        System.out.printf(
                "%d waiting: heap of the executors %.1f -> %.1f MiB, threads %d -> %d, Redis %d bytes each%n",
                executions,
                (double) before.heapBytes() / MEBI,
                (double) waiting.heapBytes() / MEBI,
                before.threads(),
                waiting.threads(),
                memory / executions);
        assertThat(waiting.heapBytes() - before.heapBytes()).isLessThan(24 * MEBI);
        assertThat(waiting.threads() - before.threads()).isLessThan(40);
        assertThat(ofRedis("clients", "connected_clients") - connections).isLessThan(40);

        assertThat(Instant.now()).as("measured before the first is due").isBefore(until);
        await("timers wake")
                .atMost(Duration.between(Instant.now(), until).plus(wake))
                .until(() -> ended(sleeping));
        report("timers, all due at once", lateness(sleeping, until.toEpochMilli()), wake);
        long sent = System.currentTimeMillis();
        List<String> left = Collections.synchronizedList(new ArrayList<>(asking));
        all(asking.size(), () -> {
            String path = "/api/workflow/executions/" + left.removeLast() + "/signals/go";
            return Integer.toString(FLOWCAST.api(0).post(path, "").statusCode());
        });
        await("signals wake").atMost(wake).until(() -> ended(asking));
        System.out.printf("%d signals, sent and acted on: %d ms%n", asking.size(), System.currentTimeMillis() - sent);
    }

    private static void warmUp() throws Exception {
        List<String> instant = all(200, () -> FLOWCAST.api(0).execute(TestDefinitions.INSTANT, Map.of()));
        String asks = FLOWCAST.api(0).execute(TestDefinitions.ASKING, Map.of());
        FLOWCAST.api(0).post("/api/workflow/executions/" + asks + "/signals/go", "");
        await().atMost(Duration.ofSeconds(30)).until(() -> ended(instant) && ended(List.of(asks)));
        await().atMost(Duration.ofSeconds(30)).until(() -> footprint().running() == 0);
    }

    /** What all executors hold together. */
    private record Footprint(long heapBytes, int threads, int running) {}

    private static Footprint footprint() throws IOException, InterruptedException {
        long heap = 0;
        int threads = 0;
        int running = 0;
        for (Service executor : FLOWCAST.stack().executors()) {
            Metrics metrics = Metrics.ofLive(FLOWCAST.http(), executor);
            heap += metrics.heapBytes();
            threads += (int) metrics.sum("jvm_threads_live_threads");
            running += (int) metrics.sum("flowcast_executions_running");
        }
        return new Footprint(heap, threads, running);
    }

    private static List<String> all(int count, Callable<String> call) throws Exception {
        List<Future<String>> calls = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int i = 0; i < count; i++) {
                calls.add(threads.submit(call));
            }
        }
        List<String> answers = new ArrayList<>();
        for (Future<String> answer : calls) {
            answers.add(answer.get());
        }
        return answers;
    }

    private static boolean ended(List<String> ids) throws IOException {
        try (RedisCommands redis = FLOWCAST.redis()) {
            for (String id : ids) {
                if (!"completed".equals(redis.call("HGET", hash(id), "status"))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** By how many milliseconds each was late, in order. */
    private static List<Long> lateness(List<String> ids, long until) throws IOException {
        List<Long> late = new ArrayList<>();
        try (RedisCommands redis = FLOWCAST.redis()) {
            for (String id : ids) {
                JsonNode node = JSON.readTree((String) redis.call("HGET", hash(id), "node:nap"));
                late.add(node.path("endTime").asLong() - until);
            }
        }
        Collections.sort(late);
        return late;
    }

    private static void report(String what, List<Long> late, Duration most) {
        System.out.printf(
                "%s: late by %d ms at first, p50 %d, p99 %d, at last %d%n",
                what, late.getFirst(), late.get(late.size() / 2), late.get(late.size() * 99 / 100), late.getLast());
        assertThat(late.getFirst()).isNotNegative();
        assertThat(late.getLast()).isLessThan(most.toMillis());
    }

    /** All masters together. */
    private static long ofRedis(String section, String field) throws IOException {
        return FLOWCAST.servers().ofMasters("INFO", section).stream()
                .flatMap(told -> told.toString().lines())
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(field.length() + 1).strip()))
                .sum();
    }

    private static String hash(String executionId) {
        ExecutionId id = ExecutionId.of(executionId);
        return RedisKeys.of(id).execution(id);
    }
}
