package io.flowcast.systemtests.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A caller has one limit over all gateways, and what a dead gateway held for it comes free. */
class CallerLimitTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.stormy();

    private final List<InputStream> open = new ArrayList<>();

    @Test
    void theStreamsOfAGatewayThatDiedCountNoLongerThanItsLease() throws Exception {
        String id = FLOWCAST.api(0).execute(TestDefinitions.ASKING, Map.of());
        try {
            for (int i = 0; i < StackExtension.STREAMS_PER_CALLER; i++) {
                assertThat(open(i % 2, id, "198.51.100.7")).isEqualTo(200);
            }
            assertThat(open(0, id, "198.51.100.7")).isEqualTo(429);
            assertThat(open(1, id, "198.51.100.7")).isEqualTo(429);
            assertThat(open(1, id, "198.51.100.8")).as("another caller").isEqualTo(200);
            assertThat(open(1, id, "203.0.113.1, 198.51.100.7"))
                    .as("the same, with a name it made up")
                    .isEqualTo(429);

            FLOWCAST.stack().gateway(0).kill();

            await().atMost(PATIENCE).until(() -> open(1, id, "198.51.100.7") == 200);
        } finally {
            for (InputStream stream : open) {
                stream.close();
            }
            FLOWCAST.api(1).post("/api/workflow/executions/" + id + "/cancel", "");
        }
    }

    private int open(int gateway, String id, String forwardedFor) throws IOException, InterruptedException {
        URI stream = FLOWCAST.stack().gateway(gateway).uri("/api/workflow/executions/" + id + "/stream");
        HttpRequest request = HttpRequest.newBuilder(stream)
                .header("X-Forwarded-For", forwardedFor)
                .timeout(PATIENCE)
                .build();
        HttpResponse<InputStream> answer = FLOWCAST.http().send(request, BodyHandlers.ofInputStream());
        if (answer.statusCode() == 200) {
            open.add(answer.body());
        } else {
            answer.body().close();
        }
        return answer.statusCode();
    }
}
