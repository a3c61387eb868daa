package io.flowcast.systemtests.harness;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.stack.Stack;
import io.flowcast.stack.backend.Call;
import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.client.Follower;
import io.flowcast.systemtests.history.History;
import io.flowcast.systemtests.validate.EqualToLog;
import io.flowcast.systemtests.validate.Promises;
import io.flowcast.systemtests.validate.RunOnce;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Something happens to Redis under executions that run, streams that are open, and callers that start more. */
public final class Upheaval {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long EVERY_MILLIS = 150;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Stack stack;
    private final Log log;

    /** What happens. */
    @FunctionalInterface
    public interface Event {
        void happen() throws Exception;
    }

    /** The log of an execution as Redis has it now. */
    @FunctionalInterface
    public interface Log {
        List<EqualToLog.Entry> of(String executionId) throws IOException;
    }

    public Upheaval(Stack stack, Log log) {
        this.stack = stack;
        this.log = log;
    }

    /**
     * Asserts that every execution ends once, with every call made once, and that every stream tells all of it.
     *
     * @param count how many run and are watched when it happens
     * @param later how many further ones are to be accepted from then on
     */
    public void outlive(String what, int count, int later, Event event) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<History>> streams = new ArrayList<>();
            int called = stack.backend().calls().size();
            for (int i = 0; i < count; i++) {
                String id = execute();
                Follower follower = follower(i);
                streams.add(threads.submit(() -> follower.follow(id)));
            }
            await().atMost(PATIENCE)
                    .until(() -> stack.backend().calls().size() >= called + count * TestDefinitions.CALLS / 4);

            event.happen();
            List<String> accepted = executeMeanwhile(later);

            Duration silence = Duration.ZERO;
            for (Future<History> stream : streams) {
                History history = stream.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertCompleted(history);
                silence = longest(silence, history.longestSilence());
            }
            for (String id : accepted) {
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> api().detail(id).path("status").asText().equals("completed"));
                assertCompleted(follower(0).follow(id));
            }
            System.out.printf(
                    "%s: no stream was silent for longer than %d ms; %d started meanwhile%n",
                    what, silence.toMillis(), accepted.size());
        }
        await().atMost(PATIENCE)
                .until(() -> stack.gateways().stream().allMatch(Service::isReady)
                        && stack.executors().stream().allMatch(Service::isReady));
    }

    /** Starts one that calls the backend, through the first gateway. */
    public String execute() throws IOException, InterruptedException {
        return api().execute(
                        TestDefinitions.CALLING,
                        Map.of("baseUrl", stack.backend().url()));
    }

    /** What an old primary had acknowledged and the new one never got, its owner writes back, ended or not. */
    public void assertCompleted(History history) {
        assertThat(history.events().getLast().event()).isEqualTo("workflow.completed");
        await().atMost(PATIENCE).untilAsserted(() -> Promises.assertKept(history, log.of(history.executionId())));
        Promises.assertKept(history, new RunOnce(callsOf(history.executionId())));
    }

    /** Begins at the gateway with this index, modulo how many there are, and goes round all of them. */
    public Follower follower(int first) {
        List<String> urls = new ArrayList<>();
        for (int i = 0; i < stack.gateways().size(); i++) {
            urls.add(stack.gateway((first + i) % stack.gateways().size()).url());
        }
        return Follower.over(HTTP, urls, PATIENCE);
    }

    private FlowcastApi api() {
        return new FlowcastApi(HTTP, stack.gateway(0).url());
    }

    /** Starts some at a steady pace, however many are refused; gives those that were accepted. */
    private List<String> executeMeanwhile(int count) throws InterruptedException {
        List<String> accepted = new CopyOnWriteArrayList<>();
        CountDownLatch left = new CountDownLatch(count);
        try (ScheduledExecutorService pace = Executors.newScheduledThreadPool(4)) {
            Runnable one = () -> {
                try {
                    accepted.add(execute());
                    left.countDown();
                } catch (IOException refused) {
                    // 503: nothing was promised.
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            };
            for (int i = 0; i < 4; i++) {
                ScheduledFuture<?> _ =
                        pace.scheduleAtFixedRate(one, i * EVERY_MILLIS, 4 * EVERY_MILLIS, TimeUnit.MILLISECONDS);
            }
            boolean enough = left.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            pace.shutdownNow();
            assertThat(enough).as("%d were accepted", accepted.size()).isTrue();
        }
        return accepted;
    }

    private Map<String, Long> callsOf(String executionId) {
        return stack.backend().calls().stream()
                .map(Call::idempotencyKey)
                .filter(key -> key != null && key.startsWith(executionId + ":"))
                .collect(groupingBy(key -> key, counting()));
    }

    private static Duration longest(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
