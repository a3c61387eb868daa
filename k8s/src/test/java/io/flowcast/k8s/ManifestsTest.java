package io.flowcast.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every installation that the overlays and components make keeps to every rule. */
class ManifestsTest {
    private static final List<String> KINDS = List.of(
            "Namespace",
            "ServiceAccount",
            "ConfigMap",
            "Service",
            "Deployment",
            "PodDisruptionBudget",
            "NetworkPolicy",
            "Ingress",
            "HorizontalPodAutoscaler");

    @SuppressWarnings("NullAway.Init")
    private static Kustomize kustomize;

    @TempDir
    private Path folder;

    @BeforeAll
    static void findKustomize() {
        kustomize = Tools.kustomize();
    }

    @Test
    void theLocalInstallationKeepsToTheRules() throws Exception {
        Manifests manifests = Installation.local(folder).render(kustomize);

        assertThat(manifests.workloads())
                .extracting(Workload::title)
                .containsExactlyInAnyOrder(
                        "Deployment flowcast-executor", "Deployment flowcast-gateway", "StatefulSet flowcast-redis");
        assertThat(Rules.local().problems(manifests)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ingress-nginx",
                "traefik",
                "haproxy",
                "aws-alb",
                "gke",
                "ingress-nginx redis-sentinel redis-tls tracing prometheus-operator",
                "ingress-nginx redis-cluster"
            })
    void theProductionInstallationKeepsToTheRules(String components) throws Exception {
        Manifests manifests =
                Installation.production(folder, List.of(components.split(" "))).render(kustomize);

        assertThat(manifests.objects())
                .extracting(object -> object.path("kind").asText())
                .containsAll(KINDS);
        assertThat(Rules.production().problems(manifests)).isEmpty();
    }
}
