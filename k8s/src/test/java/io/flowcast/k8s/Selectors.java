package io.flowcast.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Nothing selects nothing: neither a workload its own pods, nor a Service, a budget, a policy, an autoscaler or a monitor. */
final class Selectors implements Rule {

    @Override
    public List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        for (Workload workload : manifests.workloads()) {
            JsonNode own = workload.object().path("spec").path("selector");
            if (!Labels.match(own, workload.labels())) {
                problems.add(workload.title() + " does not select its own pods");
            }
            for (JsonNode spread : workload.pod().path("topologySpreadConstraints")) {
                if (!Labels.match(spread.path("labelSelector"), workload.labels())) {
                    problems.add(workload.title() + " is spread among pods that are not its own");
                }
            }
            if (manifests.selected(own).size() > 1) {
                problems.add(workload.title() + " selects the pods of another as well");
            }
        }
        manifests.of("Service").forEach(service -> {
            JsonNode selector = service.path("spec").path("selector");
            if (manifests.workloads().stream().noneMatch(workload -> Labels.equal(selector, workload.labels()))) {
                problems.add(Manifests.title(service) + " selects nothing");
            }
        });
        manifests.of("PodDisruptionBudget").forEach(budget -> one(manifests, budget, problems));
        manifests.of("PodMonitor").forEach(monitor -> some(manifests, monitor, "selector", problems));
        manifests.of("NetworkPolicy").forEach(policy -> {
            some(manifests, policy, "podSelector", problems);
            for (String direction : List.of("ingress", "egress")) {
                policy.path("spec").path(direction).forEach(rule -> peers(manifests, policy, rule, problems));
            }
        });
        manifests.of("HorizontalPodAutoscaler").forEach(scaler -> {
            JsonNode target = scaler.path("spec").path("scaleTargetRef");
            JsonNode found = manifests.find(
                    target.path("kind").asText(), target.path("name").asText());
            if (!found.path("apiVersion").equals(target.path("apiVersion"))) {
                problems.add(Manifests.title(scaler) + " scales nothing");
            }
        });
        return problems;
    }

    private static void one(Manifests manifests, JsonNode object, List<String> problems) {
        if (manifests.selected(object.path("spec").path("selector")).size() != 1) {
            problems.add(Manifests.title(object) + " does not select one workload");
        }
    }

    private static void some(Manifests manifests, JsonNode object, String field, List<String> problems) {
        if (manifests.selected(object.path("spec").path(field)).isEmpty()) {
            problems.add(Manifests.title(object) + " selects nothing");
        }
    }

    private static void peers(Manifests manifests, JsonNode policy, JsonNode rule, List<String> problems) {
        for (JsonNode peer : rule.path(rule.has("from") ? "from" : "to")) {
            if (peer.has("podSelector")
                    && !peer.has("namespaceSelector")
                    && manifests.selected(peer.path("podSelector")).isEmpty()) {
                problems.add(Manifests.title(policy) + " has a peer that is nobody");
            }
        }
    }
}
