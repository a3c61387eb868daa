package io.flowcast.systemtests.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.history.History;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A definition is put, changed and deleted through either gateway while executions of it run, and an executor dies. */
class DefinitionLifeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/api/workflow/definitions/life";

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.stormy();

    private final FlowcastApi one = FLOWCAST.api(0);
    private final FlowcastApi other = FLOWCAST.api(1);

    @Test
    void executionsEndOnTheVersionTheyBeganWithWhateverBecomesOfTheDefinition() throws Exception {
        HttpResponse<String> first = one.put(PATH, definition("first"), "If-None-Match", "*");
        assertThat(first.statusCode()).isEqualTo(201);
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(other.get(PATH).headers().firstValue("ETag")).contains(tag);

        String onFirst = other.execute("life", FLOWCAST.input());
        CompletableFuture<History> history = FLOWCAST.follow(onFirst, 0);

        assertThat(other.put(PATH, definition("second"), "If-Match", tag).statusCode())
                .isEqualTo(201);
        assertThat(one.put(PATH, definition("lost"), "If-Match", tag).statusCode())
                .isEqualTo(412);
        String onSecond = one.execute("life", FLOWCAST.input());
        assertThat(versions(one)).isEqualTo("2 1");

        assertThat(one.delete(PATH).statusCode()).isEqualTo(204);
        assertThat(other.get(PATH).statusCode()).isEqualTo(404);
        assertThat(other.get(PATH + "/versions").statusCode()).isEqualTo(404);
        assertThat(other.post("/api/workflow/execute", "{\"workflowId\":\"life\"}")
                        .statusCode())
                .isEqualTo(404);

        FLOWCAST.stack().executor(0).kill();

        assertThat(history.get(60, TimeUnit.SECONDS).executionId()).isEqualTo(onFirst);
        FLOWCAST.follow(onSecond, 1).get(60, TimeUnit.SECONDS);
        assertEnded(onFirst, 1, "first");
        assertEnded(onSecond, 2, "second");
        FLOWCAST.stack().executor(0).restart();

        HttpResponse<String> again = one.put(PATH, definition("first"));
        assertThat(JSON.readTree(again.body()).path("version").asInt()).isEqualTo(3);
        assertThat(versions(other)).isEqualTo("3");
        assertThat(other.delete(PATH).statusCode()).isEqualTo(204);
    }

    private void assertEnded(String executionId, int version, String answer) throws IOException, InterruptedException {
        JsonNode detail = other.detail(executionId);
        assertThat(detail.path("status").asText()).isEqualTo("completed");
        assertThat(detail.path("version").asInt()).isEqualTo(version);
        assertThat(detail.path("output").path("answer").path("by").asText()).isEqualTo(answer);
    }

    private static String versions(FlowcastApi api) throws IOException, InterruptedException {
        StringBuilder versions = new StringBuilder();
        for (JsonNode version :
                JSON.readTree(api.get(PATH + "/versions").body()).path("versions")) {
            versions.append(versions.isEmpty() ? "" : " ")
                    .append(version.path("version").asInt());
        }
        return versions.toString();
    }

    private static String definition(String answer) {
        return """
                {"id": "life",
                 "nodes": [
                   {"id": "slow", "type": "http", "timeout": "10s", "with": {"url": "${ input.baseUrl & '/slow?ms=3000' }"}},
                   {"id": "answer", "type": "set", "with": {"by": "%s"}}],
                 "edges": [{"from": "slow", "to": "answer"}]}
                """.formatted(answer);
    }
}
