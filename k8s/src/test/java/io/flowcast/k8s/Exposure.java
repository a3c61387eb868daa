package io.flowcast.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** From outside one gets the API, the pages and their files, by way of the gateways; health and metrics one does not. */
final class Exposure implements Rule {
    private static final List<String> INSIDE = List.of("/q", "/q/health/ready", "/q/metrics", "/q/openapi", "/other");

    private final List<String> outside;

    Exposure() throws IOException {
        List<String> paths = new ArrayList<>(List.of(
                "/",
                "/index.html",
                "/executions",
                "/executions/01J",
                "/definitions/a",
                "/assets/a.js",
                "/api/workflow/execute"));
        try (Stream<Path> files = Files.list(Sources.ROOT.resolve("stream-gateway/src/main/webui/public"))) {
            files.forEach(file -> paths.add("/" + file.getFileName()));
        }
        outside = List.copyOf(paths);
    }

    @Override
    public List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        manifests.of("Ingress").forEach(ingress -> {
            for (JsonNode rule : ingress.path("spec").path("rules")) {
                INSIDE.stream()
                        .filter(path -> leads(rule, path))
                        .forEach(path -> problems.add(path + " can be reached from outside"));
                outside.stream()
                        .filter(path -> !leads(rule, path))
                        .forEach(path -> problems.add(path + " cannot be reached from outside"));
            }
            if (ingress.path("spec").has("defaultBackend")) {
                problems.add("everything can be reached from outside");
            }
            ingress.findValues("backend").forEach(backend -> {
                JsonNode selector = manifests
                        .find("Service", backend.path("service").path("name").asText())
                        .path("spec")
                        .path("selector");
                if (manifests.workloads().stream()
                        .anyMatch(workload -> !workload.isGateway() && Labels.equal(selector, workload.labels()))) {
                    problems.add(Manifests.title(ingress) + " leads to others than gateways");
                }
            });
        });
        manifests
                .of("Service")
                .filter(service ->
                        !service.path("spec").path("type").asText("ClusterIP").equals("ClusterIP"))
                .forEach(service ->
                        problems.add(Manifests.title(service) + " can be reached from outside, past the Ingress"));
        return problems;
    }

    private static boolean leads(JsonNode rule, String path) {
        return Manifests.each(rule.path("http").path("paths")).anyMatch(way -> {
            String prefix = way.path("path").asText();
            return way.path("pathType").asText().equals("Exact")
                    ? path.equals(prefix)
                    : prefix.equals("/") || path.equals(prefix) || path.startsWith(prefix + "/");
        });
    }
}
