package io.flowcast.systemtests.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.stack.Stack;
import io.flowcast.stack.service.Service;
import io.flowcast.stack.service.ServiceKind;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.client.Follower;
import io.flowcast.systemtests.harness.RedisServers;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.harness.WrongClocks;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The machine of one of two executors has a clock that is an hour off. libfaketime gives it one; where that is not installed,
 * there is nothing to test.
 */
class WrongClockTest {
    private static final int EXECUTIONS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Far less than the hour, and more than any load of the machine costs. */
    private static final Duration TOLERANCE = Duration.ofMinutes(2);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void anExecutorWhoseClockIsAheadHoldsToTheTimeOfRedis(@TempDir Path folder) throws Exception {
        waitsRetriesAndTakeoversHoldToTheTimeOfRedisAlone("+3600s", folder);
    }

    @Test
    @Tag("long")
    void anExecutorWhoseClockIsBehindHoldsToTheTimeOfRedis(@TempDir Path folder) throws Exception {
        waitsRetriesAndTakeoversHoldToTheTimeOfRedisAlone("-3600s", folder);
    }

    private void waitsRetriesAndTakeoversHoldToTheTimeOfRedisAlone(String offset, Path folder) throws Exception {
        Path library = WrongClocks.library().orElse(null);
        assumeThat(library).as("libfaketime is installed").isNotNull();
        // Of two that start at the same time, the one that is first to make the folder has the wrong clock.
        List<String> wrapper = List.of(
                "sh",
                "-c",
                "if mkdir '" + folder.resolve("first") + "' 2>/dev/null; then"
                        + " export LD_PRELOAD='" + library + "' FAKETIME='" + offset
                        + "' FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_FORCE_MONOTONIC_FIX=0; fi; exec \"$@\"",
                "sh");
        try (RedisServers servers = RedisServers.chosen();
                Stack stack = servers.start(servers.settings()
                        .executors(2)
                        .gateways(1)
                        .definitions(TestDefinitions.folder())
                        .wrapper(ServiceKind.EXECUTOR, wrapper))) {
            Service wrong = stack.executors().stream()
                    .filter(this::isWrong)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no executor has the wrong clock"));
            Service right = stack.executors().stream()
                    .filter(executor -> executor != wrong)
                    .findFirst()
                    .orElseThrow();
            assertThat(isWrong(right)).isFalse();

            Instant begin = Instant.now();
            List<String> ids = new ArrayList<>();
            FlowcastApi api = new FlowcastApi(http, stack.gateway(0).url());
            for (int i = 0; i < EXECUTIONS; i++) {
                ids.add(api.execute(
                        "order-fulfilment",
                        Map.of("baseUrl", stack.backend().url(), "orderId", "A-" + i, "total", 100)));
            }
            right.kill();
            Set<String> owners = new HashSet<>();
            for (String id : ids) {
                History history = Follower.over(http, List.of(stack.gateway(0).url()), PATIENCE)
                        .follow(id);
                history.events().stream()
                        .map(Frame::json)
                        .map(event -> event.path("executor").asText())
                        .filter(executor -> !executor.isEmpty())
                        .forEach(owners::add);
                assertTimes(history, begin);
                JsonNode detail = api.detail(id);
                assertThat(detail.path("status").asText()).isEqualTo("completed");
                if (detail.at("/nodeDetails/charge/status").asText().equals("failed")) {
                    // It was being charged when its executor died: never twice, so the order is released instead.
                    assertThat(detail.at("/nodeDetails/charge/error/type").asText())
                            .isEqualTo("crashed");
                    continue;
                }
                assertThat(detail.at("/nodeDetails/pause/duration").asLong())
                        .as("a wait of two seconds")
                        .isBetween(1_900L, TOLERANCE.toMillis());
            }
            assertThat(owners).as("both had some").hasSize(2);
        }
    }

    /** In order, and all of now. */
    private static void assertTimes(History history, Instant begin) {
        List<Long> times = history.events().stream()
                .map(frame -> frame.json().path("timestamp").asLong())
                .toList();
        assertThat(times)
                .isNotEmpty()
                .allSatisfy(time -> assertThat(Instant.ofEpochMilli(time))
                        .isBetween(begin.minus(TOLERANCE), Instant.now().plus(TOLERANCE)));
    }

    private boolean isWrong(Service executor) {
        try {
            double started = new FlowcastApi(http, executor.url())
                    .get("/q/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("process_start_time_seconds"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .findFirst()
                    .orElseThrow();
            return Math.abs(started - Instant.now().getEpochSecond()) > TOLERANCE.toSeconds();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
