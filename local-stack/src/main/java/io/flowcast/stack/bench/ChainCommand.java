package io.flowcast.stack.bench;

import io.flowcast.stack.Stack;
import io.flowcast.stack.process.StartFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Times the example {@code ten-steps}, one run after the other, as a client sees it. */
@Command(
        name = "chain",
        description = "Times a chain of ten empty nodes from POST to the last event, on a stack of its own.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class ChainCommand implements Callable<Integer> {

    private static final Pattern ID = Pattern.compile("\"executionId\":\"([^\"]+)\"");
    private static final Pattern EXECUTION_TIME = Pattern.compile("\"executionTime\":(\\d+)");
    private static final int MOST = 100_000;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "2000",
            description = "runs not counted; ${DEFAULT-VALUE}")
    private int warmUp;

    @Option(names = "--runs", paramLabel = "N", defaultValue = "1000", description = "runs counted; ${DEFAULT-VALUE}")
    private int runs;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Timings answered = new Timings("POST to its answer");
    private final Timings seen = new Timings("POST to the last event, by another gateway");
    private final Timings ran = new Timings("first event to last (whole milliseconds)");

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (warmUp < 0 || runs < 1 || warmUp > MOST || runs > MOST) {
            System.err.println("flowcast: --runs takes 1 to " + MOST + ", --warm-up 0 to " + MOST);
            return 2;
        }
        try (Stack stack = Stack.settings()
                .executors(1)
                .gateways(2)
                .jvmOptions(List.of("-Xmx512m"))
                .start()) {
            URI execute = stack.gateway(0).uri("/api/workflow/execute");
            URI executions = stack.gateway(1).uri("/api/workflow/executions/");
            System.out.printf("ten-steps: %d runs to warm up, %d counted, one after the other%n", warmUp, runs);
            for (int i = 0; i < warmUp; i++) {
                run(execute, executions, false);
            }
            for (int i = 0; i < runs; i++) {
                run(execute, executions, true);
            }
        } catch (StartFailure e) {
            System.err.println("flowcast: " + e.getMessage());
            return 1;
        }
        System.out.println(Timings.head());
        Stream.of(answered, seen, ran).map(Timings::row).forEach(System.out::println);
        return 0;
    }

    private void run(URI execute, URI executions, boolean counted) throws IOException, InterruptedException {
        HttpRequest command = HttpRequest.newBuilder(execute)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"workflowId\":\"ten-steps\"}"))
                .build();
        long start = System.nanoTime();
        HttpResponse<String> accepted = http.send(command, BodyHandlers.ofString());
        long answer = System.nanoTime() - start;
        Matcher id = ID.matcher(accepted.body());
        if (accepted.statusCode() != 202 || !id.find()) {
            throw new IOException("not accepted: " + accepted.statusCode() + " " + accepted.body());
        }
        String last = lastData(executions.resolve(id.group(1) + "/stream"));
        long end = System.nanoTime() - start;
        Matcher executionTime = EXECUTION_TIME.matcher(last);
        if (!last.contains("\"type\":\"workflow.completed\"") || !executionTime.find()) {
            throw new IOException("the stream did not end with workflow.completed but with " + last);
        }
        if (counted) {
            answered.add(answer);
            seen.add(end);
            ran.add(Long.parseLong(executionTime.group(1)) * 1_000_000);
        }
    }

    private String lastData(URI stream) throws IOException, InterruptedException {
        HttpRequest watch = HttpRequest.newBuilder(stream)
                .header("Accept", "text/event-stream")
                .build();
        try (Stream<String> lines = http.send(watch, BodyHandlers.ofLines()).body()) {
            return lines.filter(line -> line.startsWith("data: {\"type\"")).reduce("", (_, next) -> next);
        }
    }
}
