package io.flowcast.systemtests.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.stack.Stack;
import io.flowcast.stack.service.Service;
import io.flowcast.stack.service.ServiceKind;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.client.Metrics;
import io.flowcast.systemtests.harness.RedisCommands;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an {@code http} node costs an executor in CPU, and an execution that it holds in memory; it prints what it found. */
@Tag("long")
class ExecutorCostTest {
    private static final int NODES = 10;
    private static final int HELD = 1_000;
    private static final int CLIENTS = 16;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static Stack stack;

    @BeforeAll
    static void start(@TempDir Path definitions) throws IOException {
        write(definitions, "nothing", "{id: n%d, type: noop}");
        write(definitions, "calls", "{id: n%d, type: http, with: {url: \"${ input.baseUrl & '/slow?ms=0' }\"}}");
        write(definitions, "held", "{id: n%d, type: http, with: {url: \"${ input.baseUrl & '/slow?ms=9000' }\"}}");
        stack = Stack.settings()
                .executors(1)
                .gateways(0)
                .definitions(definitions)
                // As in a container of 512 MiB.
                .jvmOptions(List.of("-Xmx256m"))
                // Each node a commit, as those with side effects have it.
                .property(ServiceKind.EXECUTOR, "flowcast.engine.merge-for", "0s")
                .start();
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void aNodeThatCallsSomebodyCostsSoMuchCpu() throws Exception {
        // Till the compiler rests.
        run("nothing", 2_000);
        run("calls", 1_000);
        for (int i = 0; i < 3; i++) {
            double nothing = microsPerNode("nothing", 1_000);
            double calls = microsPerNode("calls", 1_000);
            System.out.printf(
                    "CPU of a node: noop %.0f µs, http %.0f µs, the call %.0f µs%n", nothing, calls, calls - nothing);
            assertThat(calls).isBetween(nothing, 100_000.0);
        }
    }

    @Test
    void anExecutionThatIsHeldTakesSoMuchMemory() throws Exception {
        run("nothing", 200);
        run("calls", 200);
        Service executor = stack.executor(0);
        long heap = Metrics.ofLive(HTTP, executor).heapBytes();
        long resident = resident(executor);

        List<String> ids = start("held", HELD);
        await().atMost(PATIENCE).until(() -> Metrics.of(HTTP, executor).sum("flowcast_executions_running") >= HELD);
        Metrics held = Metrics.ofLive(HTTP, executor);
        assertThat(held.sum("flowcast_executions_running")).isGreaterThanOrEqualTo(HELD);
        System.out.printf(
                "%d held in a call: live heap %.1f -> %.1f MiB, %.1f KB each; resident %d -> %d MiB%n",
                HELD,
                heap / 1048576.0,
                held.heapBytes() / 1048576.0,
                (held.heapBytes() - heap) / 1000.0 / HELD,
                resident,
                resident(executor));
        for (String id : ids) {
            new FlowcastApi(HTTP, executor.url()).post("/api/workflow/executions/" + id + "/cancel", "");
        }
        awaitNone();
        assertThat(resident(executor)).as("MiB").isBetween(100L, 512L);
    }

    private static double microsPerNode(String workflow, int executions) throws Exception {
        long before = cpuMicros();
        run(workflow, executions);
        return (double) (cpuMicros() - before) / executions / NODES;
    }

    private static void run(String workflow, int executions) throws Exception {
        start(workflow, executions);
        awaitNone();
    }

    private static List<String> start(String workflow, int executions) throws Exception {
        List<Future<String>> started = new ArrayList<>();
        FlowcastApi api = new FlowcastApi(HTTP, stack.executor(0).url());
        Map<String, String> input = Map.of("baseUrl", stack.backend().url());
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            for (int i = 0; i < executions; i++) {
                started.add(clients.submit(() -> api.execute(workflow, input)));
            }
        }
        List<String> ids = new ArrayList<>();
        for (Future<String> one : started) {
            ids.add(one.get());
        }
        return ids;
    }

    private static void awaitNone() {
        await().atMost(PATIENCE).until(() -> {
            try (RedisCommands redis = new RedisCommands(stack.redis().port())) {
                return redis.call("ZCARD", "flow:{0}:due").equals(0L);
            }
        });
    }

    private static long cpuMicros() {
        return ProcessHandle.of(stack.executor(0).pid())
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElseThrow()
                        .toNanos()
                / 1_000;
    }

    /** In MiB. */
    private static long resident(Service service) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(service.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    private static void write(Path folder, String id, String node) throws IOException {
        String nodes = IntStream.rangeClosed(1, NODES)
                .mapToObj(number -> "  - " + node.formatted(number) + "\n")
                .collect(Collectors.joining());
        String edges = IntStream.range(1, NODES)
                .mapToObj(number -> "  - {from: n%d, to: n%d}\n".formatted(number, number + 1))
                .collect(Collectors.joining());
        Files.writeString(
                folder.resolve(id + ".yaml"),
                "id: " + id + "\nname: " + id + "\nnodes:\n" + nodes + "edges:\n" + edges);
    }
}
