package io.flowcast.systemtests.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many executions on one connection, and lists, through two gateways and what may befall Redis. */
@Timeout(180)
class ManyAndListsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.stormy();

    /** What one client has seen over all its connections, which go round the gateways. */
    private static final class Client {
        private final String path;
        private String cursor = "";
        private int connections;
        private final Map<String, List<String>> events = new HashMap<>();
        private final Map<String, String> statuses = new HashMap<>();
        private final Set<String> reasons = new HashSet<>();

        private Client(String path) {
            this.path = path;
        }

        /** Reads so many events at most; false where there is nothing more to come. */
        private boolean read(int most) throws IOException, InterruptedException {
            String gateway = FLOWCAST.stack().gateway(connections++ % 2).url();
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(gateway + path)).header("Accept", "text/event-stream");
            if (!cursor.isEmpty()) {
                request.header("Last-Event-ID", cursor);
            }
            HttpResponse<InputStream> response =
                    FLOWCAST.http().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() == 204) {
                return false;
            }
            assertThat(response.statusCode()).isEqualTo(200);
            int left = most;
            String id = "";
            String type = "";
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                String data = "";
                for (String line = lines.readLine(); line != null && left > 0; line = lines.readLine()) {
                    if (line.startsWith("id: ")) {
                        id = line.substring(4);
                    } else if (line.startsWith("event: ")) {
                        type = line.substring(7);
                    } else if (line.startsWith("data: ")) {
                        data = line.substring(6);
                    } else if (line.isEmpty()) {
                        cursor = id.isEmpty() ? cursor : id;
                        if (!data.isEmpty()) {
                            take(type, data);
                            data = "";
                            left--;
                        }
                        if (allEnded()) {
                            return false;
                        }
                    }
                }
            } catch (IOException broken) {
                return true; // comes back with its cursor
            }
            return true;
        }

        private void take(String type, String data) throws IOException {
            JsonNode event = JSON.readTree(data);
            if (type.equals("execution.changed")) {
                statuses.put(
                        event.path("executionId").asText(), event.path("status").asText());
            } else if (type.equals("list.snapshot")) {
                reasons.add(event.path("reason").asText());
                event.path("executions")
                        .forEach(item -> statuses.put(
                                item.path("executionId").asText(),
                                item.path("status").asText()));
            } else if (event.has("seq")) {
                assertThat(type).isNotEqualTo("execution.snapshot");
                events.computeIfAbsent(event.path("executionId").asText(), fresh -> new ArrayList<>())
                        .add(data);
            }
        }

        private boolean allEnded() {
            return !expected.isEmpty()
                    && expected.stream().allMatch(id -> ENDED.contains(statuses.getOrDefault(id, "")));
        }

        /** Of a feed: it is over when these have ended. */
        private volatile Set<String> expected = Set.of();
    }

    @Test
    void manyExecutionsAndTheirListAreFollowedThroughBothGatewaysAndARedisThatDies() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Client feed = new Client("/api/workflow/executions/stream?workflowId=" + TestDefinitions.CALLING);
            assertThat(feed.read(1)).isTrue();
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                ids.add(FLOWCAST.api(i % 2).execute(TestDefinitions.CALLING, FLOWCAST.input()));
            }
            feed.expected = Set.copyOf(ids);
            Client many = new Client("/api/workflow/streams?executions=" + String.join(",", ids));
            Future<?> followed = threads.submit(() -> {
                while (many.read(60)) {}
                return null;
            });
            Future<?> listed = threads.submit(() -> {
                while (feed.read(20)) {}
                return null;
            });
            await().atMost(Duration.ofSeconds(60)).until(() -> many.connections > 2);
            FLOWCAST.servers().crash();

            followed.get();
            listed.get();

            for (String id : ids) {
                assertThat(many.events.get(id))
                        .isEqualTo(FLOWCAST.log(id).stream()
                                .map(entry -> entry.data())
                                .toList());
                assertThat(feed.statuses).containsEntry(id, "completed");
            }
        }
    }

    /** However many polls there are in these three seconds, as of 5,000 browsers: the list is read once a second. */
    @Test
    void pollingBrowsersCostRedisAFewReadsASecond() throws Exception {
        FLOWCAST.api(0).execute(TestDefinitions.INSTANT, FLOWCAST.input());
        String url = FLOWCAST.stack().gateway(0).url() + "/api/workflow/executions";
        HttpResponse<String> first = FLOWCAST.http()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        String tag = first.headers().firstValue("ETag").orElseThrow();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long before = scripts();
            Instant end = Instant.now().plusSeconds(3);
            Instant begin = Instant.now();
            List<Future<Integer>> browsers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                browsers.add(threads.submit(() -> {
                    int polls = 0;
                    while (Instant.now().isBefore(end)) {
                        HttpRequest poll = HttpRequest.newBuilder(URI.create(url))
                                .header("If-None-Match", tag)
                                .build();
                        assertThat(FLOWCAST.http()
                                        .send(poll, HttpResponse.BodyHandlers.discarding())
                                        .statusCode())
                                .isIn(200, 304);
                        polls++;
                    }
                    return polls;
                }));
            }
            int polls = 0;
            for (Future<Integer> browser : browsers) {
                polls += browser.get();
            }
            double seconds = Math.max(1, Duration.between(begin, Instant.now()).toMillis() / 1_000.0);
            long reads = scripts() - before;
            System.out.printf(
                    "%d polls in %.1f s cost Redis %d scripts, those of executors and probes among them%n",
                    polls, seconds, reads);
            assertThat(polls).isGreaterThan(100);
            // Of each partition: lists, four a second; the idle executors, two or so each; probes, one in three seconds
            // each.
            assertThat(reads / seconds).isLessThan(25.0 * FLOWCAST.servers().partitions());
        }
    }

    private static long scripts() throws IOException {
        return FLOWCAST.servers().ofMasters("INFO", "commandstats").stream()
                .flatMap(stats -> stats.toString().lines())
                .filter(line -> line.startsWith("cmdstat_evalsha"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
                .sum();
    }
}
