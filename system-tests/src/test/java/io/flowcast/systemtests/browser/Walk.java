package io.flowcast.systemtests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An execution that goes step by step as the test says, through whichever gateway lives. */
public final class Walk {
    private final StackExtension flowcast;
    private final @Nullable String token;
    private final String id;
    private int steps;

    private Walk(StackExtension flowcast, @Nullable String token, String workflow)
            throws IOException, InterruptedException {
        this.flowcast = flowcast;
        this.token = token;
        this.id = api().execute(workflow, Map.of());
    }

    private Walk(StackExtension flowcast, @Nullable String token, String id, int steps) {
        this.flowcast = flowcast;
        this.token = token;
        this.id = id;
        this.steps = steps;
    }

    /**
     * Of many steps.
     *
     * @param token whose it is; null where nobody is asked
     */
    public static Walk begin(StackExtension flowcast, @Nullable String token) throws IOException, InterruptedException {
        return new Walk(flowcast, token, TestDefinitions.STEPPING);
    }

    /** Of six steps. */
    public static Walk beginShort(StackExtension flowcast) throws IOException, InterruptedException {
        return new Walk(flowcast, null, TestDefinitions.FEW_STEPS);
    }

    /** Another execution that goes on where this one stands: its retry. */
    public Walk goneOnBy(String executionId) {
        return new Walk(flowcast, token, executionId, steps);
    }

    public String id() {
        return id;
    }

    String stream() {
        return "/api/workflow/executions/" + id + "/stream";
    }

    public void go(int further) throws IOException, InterruptedException {
        for (int i = 0; i < further; i++) {
            steps++;
            post("signals/s" + steps);
        }
    }

    public void cancel() throws IOException, InterruptedException {
        post("cancel");
    }

    int steps() {
        return steps;
    }

    /** The gateway over which its one stream goes. */
    public Service gatewayInUse(View view) {
        view.await("one stream", () -> streaming().size() == 1);
        return streaming().getFirst();
    }

    private List<Service> streaming() {
        return flowcast.stack().gateways().stream()
                .filter(Service::isAlive)
                .filter(this::hasStream)
                .toList();
    }

    private boolean hasStream(Service gateway) {
        try {
            return new FlowcastApi(flowcast.http(), gateway.url())
                    .get("/q/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("flowcast_stream_connections "))
                    .anyMatch(line -> !line.endsWith(" 0.0"));
        } catch (IOException dying) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void post(String command) throws IOException, InterruptedException {
        assertThat(api().post("/api/workflow/executions/" + id + "/" + command, "")
                        .statusCode())
                .as(command)
                .isEqualTo(202);
    }

    private FlowcastApi api() {
        List<Service> gateways = flowcast.stack().gateways();
        Service alive = gateways.stream().filter(Service::isAlive).findFirst().orElseThrow();
        return flowcast.api(gateways.indexOf(alive)).as(token);
    }
}
