package io.flowcast.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Nodes without a machine: the scheduler gives them pods, and the test says that these run, or have ended. */
final class ImaginedNodes {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ZONE = "topology.kubernetes.io/zone";

    private final KubernetesApi api;
    private final Map<String, String> zones = new TreeMap<>();
    private int addresses;

    ImaginedNodes(KubernetesApi api) {
        this.api = api;
    }

    void add(String name, String zone, String cpu, String memory) throws IOException, InterruptedException {
        JsonNode node = JSON.readTree("""
                {"apiVersion": "v1", "kind": "Node",
                 "metadata": {"name": "%1$s", "labels": {"kubernetes.io/hostname": "%1$s", "%2$s": "%3$s"}}}
                """.formatted(name, ZONE, zone));
        zones.put(name, zone);
        require(api.create("/api/v1/nodes", node));
        require(api.merge("/api/v1/nodes/" + name + "/status", JSON.readTree("""
                {"status": {"capacity": {"cpu": "%1$s", "memory": "%2$s", "pods": "110"},
                            "allocatable": {"cpu": "%1$s", "memory": "%2$s", "pods": "110"},
                            "conditions": [{"type": "Ready", "status": "True", "reason": "Imagined", "lastHeartbeatTime": "%3$s",
                                            "lastTransitionTime": "%3$s"}]}}
                """.formatted(cpu, memory, now()))));
        // What the controllers would take away only once a node's lease was renewed.
        require(api.merge("/api/v1/nodes/" + name, JSON.readTree("{\"spec\": {\"taints\": null}}")));
    }

    String zone(JsonNode pod) {
        return zones.getOrDefault(pod.at("/spec/nodeName").asText(), "nowhere");
    }

    /** Pods that were given a node are ready, and those that are to go are gone. */
    void work(String component) throws IOException, InterruptedException {
        for (JsonNode pod : api.pods(component)) {
            String path = KubernetesApi.podPath(Manifests.name(pod));
            if (pod.at("/metadata").has("deletionTimestamp")) {
                api.delete(path + "?gracePeriodSeconds=0");
            } else if (pod.at("/spec").has("nodeName") && !isReady(pod)) {
                api.merge(path + "/status", running(pod));
            }
        }
    }

    static boolean isReady(JsonNode pod) {
        return Manifests.each(pod.at("/status/conditions"))
                .anyMatch(condition -> condition.path("type").asText().equals("Ready")
                        && condition.path("status").asText().equals("True"));
    }

    private JsonNode running(JsonNode pod) {
        ObjectNode change = JSON.createObjectNode();
        ObjectNode status = change.putObject("status");
        String address = "10.244.0." + ++addresses;
        status.put("phase", "Running").put("podIP", address);
        status.putArray("podIPs").addObject().put("ip", address);
        for (String type : List.of("Initialized", "PodScheduled", "ContainersReady", "Ready")) {
            status.withArray("conditions")
                    .addObject()
                    .put("type", type)
                    .put("status", "True")
                    .put("lastTransitionTime", now());
        }
        ObjectNode container = status.putArray("containerStatuses").addObject();
        container
                .put("name", pod.at("/spec/containers/0/name").asText())
                .put("image", pod.at("/spec/containers/0/image").asText())
                .put("imageID", "imagined")
                .put("ready", true)
                .put("restartCount", 0);
        container.putObject("state").putObject("running").put("startedAt", now());
        return change;
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static void require(KubernetesApi.Answer answer) throws IOException {
        if (!answer.isGood()) {
            throw new IOException(answer.status() + " " + answer.message());
        }
    }
}
