package io.flowcast.k8s;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Kubernetes' own controllers and scheduler make of the production installation, on three zones of two nodes that are imagined. There
 * is no metrics server: autoscalers have nothing to go by but their least.
 */
@Tag("long")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SchedulingTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String GATEWAYS = "/apis/apps/v1/namespaces/flowcast/deployments/flowcast-gateway";

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static ControlPlane plane;

    @SuppressWarnings("NullAway.Init")
    private static KubernetesApi api;

    @SuppressWarnings("NullAway.Init")
    private static ImaginedNodes nodes;

    @BeforeAll
    static void install() throws Exception {
        assumeTrue(
                ControlPlane.hasControllers(),
                "no etcd, kube-apiserver, kube-controller-manager and kube-scheduler in $KUBEBUILDER_ASSETS or PATH");
        Kustomize kustomize = Tools.kustomize();
        plane = ControlPlane.start(folder);
        api = plane.api();
        nodes = new ImaginedNodes(api);
        for (String zone : List.of("a", "b", "c")) {
            nodes.add("node-" + zone + "1", zone, "4", "8Gi");
            nodes.add("node-" + zone + "2", zone, "4", "8Gi");
        }
        plane.startControllers();
        Manifests manifests = ApiServerTest.render(
                Installation.production(folder.resolve("manifests"), List.of("ingress-nginx")), api, kustomize);
        for (JsonNode object : manifests.objects()) {
            assertThat(api.apply(object).message()).isEmpty();
        }
    }

    @AfterAll
    static void stop() {
        if (plane != null) {
            plane.close();
        }
    }

    @Test
    @Order(1)
    void whereThereAreNoMetricsThereAreAsManyAsTheAutoscalersLeast() throws Exception {
        untilReady("gateway", 3);
        untilReady("executor", 2);
    }

    @Test
    @Order(2)
    void replicasAreInDifferentZones() throws Exception {
        assertThat(zones("gateway")).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(zones("executor")).hasSize(2);
    }

    @Test
    @Order(3)
    void podsHaveNoTokenAndAreWhatWasAskedFor() throws Exception {
        for (JsonNode pod : ready("gateway")) {
            assertThat(pod.at("/spec/automountServiceAccountToken").asBoolean(true))
                    .isFalse();
            assertThat(pod.at("/spec/volumes")).hasSize(1);
            assertThat(pod.at("/spec/containers/0/resources/requests/memory").asText())
                    .isEqualTo("768Mi");
            assertThat(pod.at("/status/qosClass").asText()).isEqualTo("Burstable");
        }
    }

    @Test
    @Order(4)
    void aServiceLeadsToThePodsThatAreReady() throws Exception {
        Set<String> pods = ready("gateway").stream()
                .map(pod -> pod.at("/status/podIP").asText())
                .collect(toSet());

        plane.await("the addresses of the service", () -> addresses().equals(pods));
    }

    @Test
    @Order(5)
    void aDrainedNodeTakesOneGatewayAtATime() throws Exception {
        plane.await(
                "the budget",
                () -> api.get(budgets() + "/flowcast-gateway")
                                .body()
                                .at("/status/disruptionsAllowed")
                                .asInt()
                        == 1);
        List<JsonNode> before = ready("gateway");

        assertThat(evict(before.get(0))).isEqualTo(201);
        assertThat(evict(before.get(1))).isEqualTo(429);

        untilReady("gateway", 3);
        plane.await("the budget", () -> evict(before.get(1)) == 201);
        untilReady("gateway", 3);
    }

    /** One more for a moment, never one less; and each zone has one of the new ones at the end. */
    @Test
    @Order(6)
    void aRollingUpdateIsNeverShortOfAReplica() throws Exception {
        Set<String> before = names(ready("gateway"));
        assertThat(api.merge(GATEWAYS, JSON.readTree("""
                                {"spec": {"template": {"metadata": {"annotations": {"restarted": "now"}}}}}""")).isGood()).isTrue();

        plane.await("the rolling update", () -> {
            List<JsonNode> pods = api.pods("gateway");
            List<JsonNode> ready = ready("gateway");
            assertThat(ready).hasSizeBetween(3, 4);
            assertThat(pods.stream().filter(pod -> !pod.at("/metadata").has("deletionTimestamp")))
                    .hasSizeLessThanOrEqualTo(4);
            nodes.work("gateway");
            JsonNode status = api.get(GATEWAYS).body().path("status");
            return status.path("updatedReplicas").asInt() == 3
                    && status.path("replicas").asInt() == 3
                    && status.path("availableReplicas").asInt() == 3;
        });

        assertThat(names(ready("gateway"))).doesNotContainAnyElementsOf(before);
        // Before matchLabelKeys the pods that went were counted as well.
        if (api.minorVersion() >= 27) {
            assertThat(zones("gateway")).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    private static void untilReady(String component, int count) throws Exception {
        plane.await(count + " of " + component, () -> {
            nodes.work(component);
            return ready(component).size() == count && api.pods(component).size() == count;
        });
    }

    private static List<JsonNode> ready(String component) throws IOException, InterruptedException {
        return api.pods(component).stream()
                .filter(pod ->
                        ImaginedNodes.isReady(pod) && !pod.at("/metadata").has("deletionTimestamp"))
                .toList();
    }

    private static Set<String> names(List<JsonNode> objects) {
        return objects.stream().map(Manifests::name).collect(toSet());
    }

    private static Set<String> zones(String component) throws IOException, InterruptedException {
        return ready(component).stream().map(nodes::zone).collect(toSet());
    }

    private static Set<String> addresses() throws IOException, InterruptedException {
        Set<String> addresses = new HashSet<>();
        api.get("/api/v1/namespaces/flowcast/endpoints/flowcast-gateway")
                .body()
                .at("/subsets")
                .forEach(subset -> subset.path("addresses")
                        .forEach(address -> addresses.add(address.path("ip").asText())));
        return addresses;
    }

    private static String budgets() throws IOException, InterruptedException {
        return "/apis/policy/" + policyVersion() + "/namespaces/flowcast/poddisruptionbudgets";
    }

    private static int evict(JsonNode pod) throws IOException, InterruptedException {
        return api.create(KubernetesApi.podPath(Manifests.name(pod)) + "/eviction", JSON.readTree("""
                        {"apiVersion": "policy/%s", "kind": "Eviction", "metadata": {"name": "%s", "namespace": "flowcast"}}
                        """.formatted(
                                policyVersion(), Manifests.name(pod))))
                .status();
    }

    private static String policyVersion() throws IOException, InterruptedException {
        return api.get("/apis/policy/v1").isGood() ? "v1" : "v1beta1";
    }
}
