package io.flowcast.systemtests.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.stack.Stack;
import io.flowcast.stack.StackSettings;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.harness.RedisServers;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An executor comes to a Redis in which work waits for it, and its own definitions are not there yet. */
class FirstStartTest {
    /** So many that they take longer to be stored than work takes to be taken up. */
    private static final int OTHERS = 300;

    private static final Duration LONG_ENOUGH_TO_BE_HANDED_BACK = Duration.ofSeconds(8);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void whatWaitsIsTakenUpOnceTheDefinitionsThatItNamesAreStored(@TempDir Path folder) throws Exception {
        Path first = Files.createDirectory(folder.resolve("first"));
        Files.writeString(first.resolve("parent.yaml"), """
                id: parent
                nodes:
                  - {id: pause, type: wait, with: {until: "${ input.until }"}}
                  - {id: child, type: workflow, with: {workflowId: zz-child, input: {}}}
                edges: [{from: pause, to: child}]
                """);
        Path second = Files.createDirectory(folder.resolve("second"));
        for (int i = 0; i < OTHERS; i++) {
            write(second, "other-" + i);
        }
        write(second, "zz-child");
        try (RedisServers servers = RedisServers.chosen();
                Stack stack = servers.start(settings(servers, first))) {
            FlowcastApi api = new FlowcastApi(HTTP, stack.gateway(0).url());
            Instant until = Instant.now().plus(LONG_ENOUGH_TO_BE_HANDED_BACK);
            String id = api.execute("parent", Map.of("until", until.toString()));
            await().atMost(PATIENCE)
                    .until(() -> api.detail(id).path("status").asText().equals("waiting"));
            stack.executor(0).kill();
            await().atMost(PATIENCE).until(() -> Instant.now().isAfter(until));

            try (Stack _ = settings(servers, second)
                    .gateways(0)
                    .redisUrl(stack.redisUrl())
                    .start()) {
                await().atMost(PATIENCE).until(() -> api.detail(id).has("endTime"));
                assertThat(api.detail(id).path("status").asText())
                        .as("%s", api.detail(id).path("error"))
                        .isEqualTo("completed");
            }
        }
    }

    private static StackSettings settings(RedisServers servers, Path definitions) {
        return servers.settings().executors(1).gateways(1).definitions(definitions);
    }

    private static void write(Path folder, String id) throws IOException {
        Files.writeString(folder.resolve(id + ".yaml"), "id: " + id + "\nnodes: [{id: only, type: noop}]\n");
    }
}
