package io.flowcast.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Each port that somebody names is one that a container has, and that the service in it listens on. */
final class Ports implements Rule {
    private static final Pattern URL = Pattern.compile("\\w+://(?:[^@/]*@)?([^:/,]+):(\\d+)");

    private final Sources sources;

    Ports(Sources sources) {
        this.sources = sources;
    }

    @Override
    public List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        manifests.workloads().forEach(workload -> ofWorkload(manifests, workload, problems));
        manifests.of("Service").forEach(service -> {
            JsonNode selector = service.path("spec").path("selector");
            for (JsonNode port : service.path("spec").path("ports")) {
                JsonNode target = port.has("targetPort") ? port.path("targetPort") : port.path("port");
                manifests.workloads().stream()
                        .filter(workload -> Labels.equal(selector, workload.labels()))
                        .filter(workload -> workload.port(target) == 0)
                        .forEach(workload -> problems.add("%s sends to port %s, which no container has"
                                .formatted(Manifests.title(service), target)));
            }
        });
        manifests
                .of("Ingress")
                .forEach(ingress -> ingress.findValues("backend").stream()
                        .map(backend -> backend.path("service"))
                        .filter(backend -> servicePort(
                                        manifests, backend.path("name").asText(), backend.path("port"))
                                .isEmpty())
                        .forEach(backend -> problems.add("%s sends to %s, which is no port of a Service"
                                .formatted(Manifests.title(ingress), backend))));
        manifests.of("NetworkPolicy").forEach(policy -> ofPolicy(manifests, policy, problems));
        manifests
                .of("PodMonitor")
                .forEach(monitor -> manifests
                        .selected(monitor.path("spec").path("selector"))
                        .forEach(workload -> monitor.path("spec")
                                .path("podMetricsEndpoints")
                                .forEach(endpoint -> {
                                    if (workload.port(endpoint.path("port")) == 0) {
                                        problems.add("PodMonitor scrapes port %s, which no container of %s has"
                                                .formatted(endpoint.path("port"), workload.title()));
                                    }
                                })));
        manifests.of("BackendConfig").forEach(config -> {
            JsonNode port = config.path("spec").path("healthCheck").path("port");
            if (manifests.workloads().stream().noneMatch(workload -> workload.isGateway() && workload.port(port) > 0)) {
                problems.add("BackendConfig looks at port %s, which no gateway has".formatted(port));
            }
        });
        return problems;
    }

    private void ofWorkload(Manifests manifests, Workload workload, List<String> problems) {
        if (workload.isOurs()) {
            int listens = sources.httpPort(workload);
            if (workload.port(IntNode.valueOf(listens)) == 0) {
                problems.add("%s has no port %d, on which the service listens".formatted(workload.title(), listens));
            }
            String scraped = workload.template()
                    .at("/metadata/annotations/prometheus.io~1port")
                    .asText();
            if (!scraped.equals(Integer.toString(listens))) {
                problems.add("%s is scraped at port %s".formatted(workload.title(), scraped));
            }
        }
        for (JsonNode container : workload.containers()) {
            for (String kind : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
                for (String way : List.of("httpGet", "tcpSocket")) {
                    JsonNode port = container.path(kind).path(way).path("port");
                    if (!port.isMissingNode() && workload.port(port) == 0) {
                        problems.add(
                                "%s: %s looks at port %s, which it has not".formatted(workload.title(), kind, port));
                    }
                }
            }
        }
        Environment.of(manifests, workload).variables().forEach((name, value) -> {
            Matcher urls = URL.matcher(value);
            while (urls.find()) {
                // With a dot it is a name of another namespace, or of the world.
                if (!urls.group(1).contains(".")
                        && servicePort(manifests, urls.group(1), IntNode.valueOf(Integer.parseInt(urls.group(2))))
                                .isEmpty()) {
                    problems.add("%s: %s leads to %s, which is no port of a Service"
                            .formatted(workload.title(), name, urls.group()));
                }
            }
        });
    }

    private static void ofPolicy(Manifests manifests, JsonNode policy, List<String> problems) {
        List<Workload> own = manifests.selected(policy.path("spec").path("podSelector"));
        for (JsonNode rule : policy.path("spec").path("ingress")) {
            rule.path("ports").forEach(port -> have(policy, port, own, problems));
        }
        for (JsonNode rule : policy.path("spec").path("egress")) {
            for (JsonNode peer : rule.path("to")) {
                if (peer.has("podSelector") && !peer.has("namespaceSelector")) {
                    List<Workload> others = manifests.selected(peer.path("podSelector"));
                    rule.path("ports").forEach(port -> have(policy, port, others, problems));
                }
            }
        }
    }

    private static void have(JsonNode policy, JsonNode port, List<Workload> workloads, List<String> problems) {
        if (workloads.stream().noneMatch(workload -> workload.port(port.path("port")) > 0)) {
            problems.add(
                    "%s opens port %s, which no container has".formatted(Manifests.title(policy), port.path("port")));
        }
    }

    /** The port of a Service, given as in an Ingress ({@code name} or {@code number}), or as a number. */
    private static List<JsonNode> servicePort(Manifests manifests, String service, JsonNode port) {
        Map<String, JsonNode> wanted = port.isInt()
                ? Map.of("port", port)
                : port.has("name") ? Map.of("name", port.path("name")) : Map.of("port", port.path("number"));
        return Manifests.each(manifests.find("Service", service).path("spec").path("ports"))
                .filter(open -> wanted.entrySet().stream()
                        .allMatch(field -> field.getValue().equals(open.get(field.getKey()))))
                .toList();
    }
}
