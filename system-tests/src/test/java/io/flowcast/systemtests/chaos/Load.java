package io.flowcast.systemtests.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * People who start executions, through the balancer, and signal, cancel, retry, pause, resume and rerun some of them. Whatever is not
 * answered is sent again with the same Idempotency-Key, as people are told to. A thread each.
 */
final class Load implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final Duration GIVE_UP = Duration.ofSeconds(90);
    private static final Duration AGAIN = Duration.ofMillis(200);
    private static final int LONGEST_NAP_MILLIS = 4_000;
    /** Of {@link TestDefinitions#FEW_STEPS}. */
    private static final int STEPS = 6;

    private static final List<String> WORKFLOWS = List.of(
            TestDefinitions.CHAIN,
            TestDefinitions.CALLING,
            TestDefinitions.CALLING,
            TestDefinitions.MIXED,
            TestDefinitions.LOOPING,
            TestDefinitions.CALLING_EACH,
            TestDefinitions.SLEEPING,
            TestDefinitions.FEW_STEPS);

    private final Stage stage;
    private final Consumer<Acknowledged> audience;
    private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> reminders = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicInteger reminded = new AtomicInteger();
    private final Queue<Future<Void>> working = new ConcurrentLinkedQueue<>();
    private final ExecutorService people = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean over;

    /** An execution that somebody was told is started. */
    record Acknowledged(String executionId, String workflow) {}

    /** @param audience is told of each execution, by the thread that started it */
    Load(Stage stage, Consumer<Acknowledged> audience) {
        this.stage = stage;
        this.audience = audience;
    }

    /** So many people, each of whom begins another execution within two seconds of the last. */
    void begin(int count, RandomGenerator.SplittableGenerator random) {
        for (int person = 0; person < count; person++) {
            RandomGenerator own = random.split();
            working.add(people.submit(() -> work(own)));
        }
    }

    /** Nobody starts anything more; returns once all have brought to an end what they had begun. */
    void end() throws InterruptedException, ExecutionException {
        over = true;
        for (Future<Void> one : working) {
            one.get();
        }
    }

    /**
     * Gives every command again on which an execution may wait: where Redis can lose what it acknowledged, it may have lost that
     * one, and whoever gave it has to look.
     */
    void remind() throws InterruptedException, ExecutionException {
        List<Future<?>> all = new ArrayList<>();
        for (Runnable reminder : reminders) {
            all.add(people.submit(reminder));
        }
        for (Future<?> one : all) {
            one.get();
        }
    }

    @Override
    public void close() {
        people.shutdownNow();
    }

    List<Acknowledged> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** How often somebody gave up, without having been told whether it was done. */
    int unanswered() {
        return unanswered.get();
    }

    /** How many signals were taken a second time, so that the first had been lost. */
    int reminded() {
        return reminded.get();
    }

    private Void work(RandomGenerator random) throws IOException, InterruptedException {
        while (!over) {
            String workflow = WORKFLOWS.get(random.nextInt(WORKFLOWS.size()));
            String key = Long.toHexString(random.nextLong());
            String id = execute(workflow, key, random);
            if (id != null) {
                meddle(acknowledge(id, workflow), random);
            }
            Thread.sleep(random.nextInt(2_000));
        }
        return null;
    }

    private Acknowledged acknowledge(String id, String workflow) {
        Acknowledged one = new Acknowledged(id, workflow);
        acknowledged.add(one);
        audience.accept(one);
        return one;
    }

    private @Nullable String execute(String workflow, String key, RandomGenerator random)
            throws IOException, InterruptedException {
        Map<String, Object> input = new HashMap<>(Map.of("baseUrl", stage.backend()));
        input.put(
                "until",
                Instant.now().plusMillis(random.nextInt(LONGEST_NAP_MILLIS)).toString());
        String body = JSON.writeValueAsString(Map.of("workflowId", workflow, "input", input));
        return id(insist("/api/workflow/execute", body, key));
    }

    private static @Nullable String id(@Nullable HttpResponse<String> answer) throws IOException {
        return answer == null
                ? null
                : JSON.readTree(answer.body()).path("executionId").asText();
    }

    private void meddle(Acknowledged one, RandomGenerator random) throws IOException, InterruptedException {
        String path = "/api/workflow/executions/" + one.executionId();
        if (one.workflow().equals(TestDefinitions.FEW_STEPS)) {
            for (int step = 1; step <= STEPS; step++) {
                signal(path, step, "s");
                Thread.sleep(random.nextInt(300));
            }
            reminders.add(() -> signalAgain(path));
            return;
        }
        Thread.sleep(random.nextInt(1_500));
        switch (random.nextInt(8)) {
            case 0 -> {
                insist(path + "/cancel", "", "cancel");
                Thread.sleep(random.nextInt(1_000));
                String retry = id(insist(path + "/retry", "", "retry"));
                if (retry != null) {
                    acknowledge(retry, one.workflow());
                }
            }
            case 1 -> {
                insist(path + "/pause", "", "pause");
                Thread.sleep(random.nextInt(1_000));
                insist(path + "/resume", "", "resume");
                reminders.add(() -> resumeAgain(path));
            }
            case 2 -> {
                String again = id(insist(path + "/rerun", "", "rerun"));
                if (again != null) {
                    acknowledge(again, one.workflow());
                }
            }
            default -> {
                // Most are left alone.
            }
        }
    }

    private boolean signal(String path, int step, String key) throws InterruptedException {
        return insist(path + "/signals/s" + step, "{\"step\":" + step + "}", key + step) != null;
    }

    /** Refused where it has arrived, or where all is over. */
    private void signalAgain(String path) {
        try {
            for (int step = 1; step <= STEPS; step++) {
                if (signal(path, step, "again")) {
                    reminded.incrementAndGet();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void resumeAgain(String path) {
        try {
            insist(path + "/resume", "", "again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The first answer that says yes or no; null where there was none for too long. */
    private @Nullable HttpResponse<String> insist(String path, String body, String key) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stage.front() + path))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .timeout(ANSWER)
                .POST(BodyPublishers.ofString(body))
                .build();
        long giveUp = System.nanoTime() + GIVE_UP.toNanos();
        while (System.nanoTime() < giveUp) {
            try {
                HttpResponse<String> answer = stage.http().send(request, BodyHandlers.ofString());
                if (answer.statusCode() < 500 && answer.statusCode() != 429) {
                    return answer.statusCode() < 300 ? answer : null;
                }
            } catch (IOException e) {
                // Nobody knows whether it was done: that is what the key is for.
            }
            Thread.sleep(AGAIN);
        }
        unanswered.incrementAndGet();
        return null;
    }
}
