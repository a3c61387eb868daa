package io.flowcast.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flowcast.k8s.KubernetesApi.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real API server says of the manifests, where there is one ({@link ControlPlane}). */
@Tag("long")
class ApiServerTest {
    private static final int OLDEST = 30;
    /** Of others, whose definitions are not here. */
    private static final Set<String> CUSTOM = Set.of("BackendConfig", "PodMonitor");

    @TempDir
    private static Path serverFolder;

    @SuppressWarnings("NullAway.Init")
    private static ControlPlane plane;

    @SuppressWarnings("NullAway.Init")
    private static KubernetesApi api;

    @SuppressWarnings("NullAway.Init")
    private static Kustomize kustomize;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(ControlPlane.hasServer(), "no etcd and kube-apiserver in $KUBEBUILDER_ASSETS or PATH");
        kustomize = Tools.kustomize();
        plane = ControlPlane.start(serverFolder);
        api = plane.api();
    }

    @AfterAll
    static void stop() {
        if (plane != null) {
            plane.close();
        }
    }

    /** As the server's version knows them. */
    static Manifests render(Installation installation, KubernetesApi api, Kustomize kustomize) throws Exception {
        return (api.minorVersion() < OLDEST ? installation.with("older") : installation).render(kustomize);
    }

    /** One after the other over the same objects, as somebody does who changes the controller. */
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
    void theProductionInstallationIsTaken(String components) throws Exception {
        Installation installation = Installation.production(folder, List.of(components.split(" ")));

        assertThat(refused(render(installation, api, kustomize))).isEmpty();
    }

    @Test
    void theLocalInstallationIsTaken() throws Exception {
        assertThat(refused(render(Installation.local(folder), api, kustomize))).isEmpty();
    }

    @Test
    void theSecretsOfTheExampleAreTaken() throws Exception {
        Manifests secrets =
                Manifests.parse(Files.readString(Sources.ROOT.resolve("k8s/overlays/production/secrets.example.yaml")));
        apply(namespace());

        assertThat(secrets.objects())
                .hasSize(4)
                .allSatisfy(secret -> assertThat(api.tryOut(secret).message()).isEmpty());
    }

    /** What takes pods in or not is the namespace, not the Deployment. */
    @Test
    void theNamespaceTakesOurPodsAndNoOthers() throws Exception {
        assumeTrue(api.minorVersion() >= OLDEST, "Pod Security came later");
        Manifests manifests = render(Installation.local(folder), api, kustomize);
        manifests.of("Namespace").forEach(ApiServerTest::apply);
        manifests.of("ServiceAccount").forEach(ApiServerTest::apply);
        apply(Manifests.parse("""
                {apiVersion: v1, kind: ServiceAccount, metadata: {name: default, namespace: flowcast}}
                """).objects().getFirst());

        for (Workload workload : manifests.workloads()) {
            assertThat(api.tryOut(pod(workload)).message()).isEmpty();

            ObjectNode root = pod(workload);
            ((ObjectNode) root.at("/spec/securityContext")).remove("runAsNonRoot");
            assertThat(api.tryOut(root).message()).contains("runAsNonRoot");
        }
    }

    private static ObjectNode pod(Workload workload) {
        ObjectNode pod = ((ObjectNode) workload.template()).deepCopy();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        ((ObjectNode) pod.path("metadata"))
                .put("name", Manifests.name(workload.object()))
                .put("namespace", "flowcast");
        // Without the volumes that a StatefulSet makes.
        ((ObjectNode) pod.at("/spec/containers/0")).remove("volumeMounts");
        return pod;
    }

    private JsonNode namespace() throws Exception {
        return Installation.local(folder).render(kustomize).find("Namespace", "flowcast");
    }

    private static void apply(JsonNode object) {
        try {
            assertThat(api.apply(object).message()).isEmpty();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** What the server does not take as it is: first all that is wrong, and where nothing is it is kept. */
    private static List<String> refused(Manifests manifests) throws Exception {
        manifests.of("Namespace").forEach(ApiServerTest::apply);
        List<String> problems = new ArrayList<>();
        for (JsonNode object : manifests.objects()) {
            if (CUSTOM.contains(object.path("kind").asText())) {
                continue;
            }
            for (Answer answer : List.of(api.tryOut(object), api.apply(object))) {
                if (!answer.isGood()) {
                    problems.add(Manifests.title(object) + ": " + answer.message());
                } else {
                    lost("", object, answer.body()).forEach(field -> problems.add(Manifests.title(object) + field));
                }
            }
        }
        return problems;
    }

    /** What was sent and is not there, or otherwise. */
    private static Stream<String> lost(String place, JsonNode sent, JsonNode kept) {
        if (sent.isObject()) {
            return sent.propertyStream()
                    .flatMap(field -> lost(place + "/" + field.getKey(), field.getValue(), kept.path(field.getKey())));
        }
        if (sent.isArray() && kept.size() == sent.size()) {
            return Stream.iterate(0, i -> i + 1)
                    .limit(sent.size())
                    .flatMap(i -> lost(place + "/" + i, sent.path(i), kept.path(i)));
        }
        // Base64 may have line breaks, and comes back without.
        return sent.equals(kept) || sent.asText().replace("\n", "").equals(kept.asText("-"))
                ? Stream.empty()
                : Stream.of("%s: %s became %s".formatted(place, sent, kept));
    }
}
