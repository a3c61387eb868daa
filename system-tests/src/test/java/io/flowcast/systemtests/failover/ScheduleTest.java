package io.flowcast.systemtests.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.harness.StackExtension;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Schedules over executors that come and go. */
@Tag("long")
class ScheduleTest {

    private static final String DEFINITION = "/api/workflow/definitions/every-minute";

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.stormy();

    @AfterEach
    void delete() throws Exception {
        FLOWCAST.api(0).delete(DEFINITION);
    }

    @Test
    void everyTickStartsOneExecutionThoughAnExecutorDiesBetween() throws Exception {
        Instant put = Instant.now();
        assertThat(FLOWCAST.api(0).put(DEFINITION, """
                        {"id": "every-minute", "triggers": [{"type": "schedule", "cron": "* * * * *"}],
                         "nodes": [{"id": "a", "type": "noop"}]}
                        """).statusCode()).isEqualTo(201);

        await().atMost(Duration.ofSeconds(75)).until(() -> executions() == 1);
        FLOWCAST.stack().executor(0).kill();
        await().atMost(Duration.ofSeconds(75)).until(() -> executions() == 2);

        JsonNode schedule = json(DEFINITION).path("triggers").get(0);
        Instant last = Instant.parse(schedule.path("last").path("at").asText());
        Instant next = Instant.parse(schedule.path("nextAt").asText());
        assertThat(last).isBetween(put, put.plusSeconds(180));
        assertThat(next).isEqualTo(last.plusSeconds(60));
        assertThat(schedule.path("last").path("outcome").asText()).isEqualTo("started");
        assertThat(executions()).isEqualTo(2);
    }

    private static int executions() throws IOException, InterruptedException {
        return json("/api/workflow/executions?workflowId=every-minute")
                .path("stats")
                .path("total")
                .asInt();
    }

    private static JsonNode json(String path) throws IOException, InterruptedException {
        FlowcastApi api = FLOWCAST.api(1);
        return new ObjectMapper().readTree(api.get(path).body());
    }
}
