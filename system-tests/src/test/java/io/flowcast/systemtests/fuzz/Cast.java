package io.flowcast.systemtests.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What really is there, for requests to be about: executions in every status, workflows, cursors, entity tags. A request may end any of
 * them; {@link #renewed} sees to it that there are always some. One thread.
 */
final class Cast {
    /** Of workflows that requests may change, and of which nothing is left afterwards. */
    static final String OURS = "fuzz-";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHANGEABLE = 4;
    private static final String LOOP = """
            {"id": "ID", "nodes": [{"id": "each", "type": "for", "with": {"items": "${ [1..5] }", "concurrency": 5,
              "do": {"type": "signal", "with": {"name": "item"}}}}]}
            """;

    private final FlowcastApi api;
    private final Set<String> executions = new LinkedHashSet<>();
    private final List<String> cursors = new ArrayList<>();
    private final List<String> tags = new ArrayList<>();
    private String ticket = "";

    Cast(FlowcastApi api) {
        this.api = api;
    }

    /** Puts on whatever is missing. */
    void renewed() throws IOException, InterruptedException {
        for (int i = 0; i < CHANGEABLE; i++) {
            String id = OURS + i;
            String document =
                    i == 0 ? LOOP.replace("ID", id) : Documents.JSON.getFirst().replace(Documents.NAME, id);
            HttpResponse<String> put = api.put("/api/workflow/definitions/" + id, document);
            if (put.statusCode() >= 300) {
                throw new IOException("put: " + put.statusCode() + " " + put.body());
            }
            put.headers().firstValue("etag").ifPresent(tags::add);
        }
        executions.clear();
        executions.add(api.execute(TestDefinitions.INSTANT, Map.of("a", 1)));
        executions.add(api.execute(TestDefinitions.ASKING, Map.of()));
        executions.add(api.execute(OURS + 0, Map.of()));
        executions.add(api.execute(TestDefinitions.FEW_STEPS, Map.of()));
        for (String command : List.of("pause", "cancel")) {
            String id = api.execute(TestDefinitions.ASKING, Map.of());
            executions.add(id);
            api.post("/api/workflow/executions/" + id + "/" + command, "");
        }
        cursors.clear();
        for (String id : executions) {
            JsonNode log = JSON.readTree(
                    api.get("/api/workflow/executions/" + id + "/events").body());
            log.path("events").forEach(event -> cursors.add(event.path("id").asText()));
        }
        cursors.add(JSON.readTree(api.get("/api/workflow/executions?limit=1").body())
                .path("nextCursor")
                .asText());
        String asked = "/api/workflow/executions/" + executions.iterator().next() + "/ticket";
        ticket = JSON.readTree(api.post(asked, "").body()).path("ticket").asText();
    }

    List<String> executions() {
        return List.copyOf(executions);
    }

    static List<String> workflows() {
        return List.of(
                OURS + 0,
                OURS + 1,
                OURS + 2,
                OURS + 3,
                TestDefinitions.INSTANT,
                TestDefinitions.ASKING,
                TestDefinitions.HOOKED,
                "nobody-knows");
    }

    static List<String> signals() {
        return List.of(
                "go", "s1", "s2", "item.0", "item.4", "item.5", "item.99999999999", "item.-1", "item.00", "nobody");
    }

    List<String> cursors() {
        return List.copyOf(cursors);
    }

    List<String> tags() {
        return List.copyOf(tags);
    }

    String ticket() {
        return ticket;
    }

    /** Ends whatever runs, and takes the workflows away that requests may have put. */
    void dismissed() throws IOException, InterruptedException {
        for (JsonNode definition :
                JSON.readTree(api.get("/api/workflow/definitions").body()).path("definitions")) {
            String id = definition.path("id").asText();
            if (id.startsWith(OURS)) {
                api.delete("/api/workflow/definitions/" + id);
            }
        }
        for (String execution : underWay()) {
            String id = JSON.readTree(execution).path("executionId").asText();
            api.post("/api/workflow/executions/" + id + "/cancel", "");
        }
    }

    /** The executions that have not ended, as lists show them. */
    List<String> underWay() throws IOException, InterruptedException {
        List<String> found = new ArrayList<>();
        for (String status : List.of("pending", "running", "waiting", "paused")) {
            JSON.readTree(api.get("/api/workflow/executions?limit=200&status=" + status)
                            .body())
                    .path("executions")
                    .forEach(execution -> found.add(execution.toString()));
        }
        return found;
    }
}
