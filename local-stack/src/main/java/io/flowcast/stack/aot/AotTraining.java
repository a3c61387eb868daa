package io.flowcast.stack.aot;

import io.flowcast.stack.RepositoryHome;
import io.flowcast.stack.Stack;
import io.flowcast.stack.StackSettings;
import io.flowcast.stack.service.Program;
import io.flowcast.stack.service.Service.Limits;
import io.flowcast.stack.service.ServiceKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A short life of a whole stack, so that the JVMs see what the services load and run. */
public final class AotTraining {

    private static final int RUNS = 200;
    /** A cache is written when its service ends, which takes its time. */
    private static final Limits LIMITS = new Limits(Duration.ofMinutes(2), Duration.ofMinutes(2));

    private AotTraining() {}

    /**
     * Of the executor classes are kept and profiles are not: with them the JVM compiles at the start, twice, all that was hot
     * in so short a life, which takes half a second of CPU on the way to ready.
     */
    private static List<String> jvmOptions(ServiceKind kind, Path cache) {
        String output = "-XX:AOTCacheOutput=" + cache.toAbsolutePath();
        return switch (kind) {
            case EXECUTOR -> List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining", output);
            case GATEWAY -> List.of(output);
        };
    }

    /**
     * Writes the cache of each service anew.
     *
     * @throws io.flowcast.stack.process.StartFailure where one does not start
     */
    public static void run() throws IOException, InterruptedException {
        StackSettings settings = Stack.settings()
                .executors(1)
                .gateways(1)
                .jvmOptions(List.of("-Xmx256m"))
                .property(ServiceKind.GATEWAY, "flowcast.stream.warm-up", "1000")
                .limits(LIMITS);
        for (ServiceKind kind : ServiceKind.values()) {
            Path cache = Program.cacheOf(kind.jar(RepositoryHome.find()));
            Files.deleteIfExists(cache);
            settings.jvmOptions(kind, jvmOptions(kind, cache));
        }
        try (Stack stack = settings.start();
                HttpClient http = HttpClient.newHttpClient()) {
            for (int i = 0; i < RUNS; i++) {
                String answer = http.send(
                                HttpRequest.newBuilder(stack.gateway(0).uri("/api/workflow/execute"))
                                        .header("Content-Type", "application/json")
                                        .POST(BodyPublishers.ofString("{\"workflowId\":\"ten-steps\"}"))
                                        .build(),
                                BodyHandlers.ofString())
                        .headers()
                        .firstValue("Location")
                        .orElseThrow(() -> new IOException("no execution was accepted"));
                URI stream = stack.gateway(0).uri(answer + "/stream");
                http.send(HttpRequest.newBuilder(stream).build(), BodyHandlers.discarding());
            }
        }
    }
}
