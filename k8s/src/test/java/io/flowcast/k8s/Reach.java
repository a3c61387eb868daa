package io.flowcast.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who reaches whom, by the network policies: nobody anybody, unless a policy says so; gateways alone are reached from outside; Redis by
 * ours alone; nobody reaches where clouds keep credentials; and what has to be reached can be.
 */
final class Reach implements Rule {
    private static final String MONITORING = "monitoring";
    private static final int REDIS = 6379;
    private static final int HTTPS = 443;
    private static final List<String> FORBIDDEN = List.of(
            "169.254.169.254",
            "169.254.170.2",
            "168.63.129.16",
            "100.100.100.200",
            "192.0.0.192",
            "127.0.0.1",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.0.1",
            "fe80::1",
            "fd00:ec2::254",
            "fd20:ce::254");

    @Override
    public List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        if (manifests.of("NetworkPolicy").noneMatch(Reach::deniesAll)) {
            problems.add("nothing is denied by default");
        }
        for (Workload workload : manifests.workloads()) {
            ingress(manifests, workload, problems);
            rules(manifests, workload, "egress").forEach(rule -> egress(workload, rule, problems));
            if (workload.isOurs()) {
                needed(manifests, workload, problems);
            }
        }
        return problems;
    }

    private static boolean deniesAll(JsonNode policy) {
        JsonNode spec = policy.path("spec");
        return spec.path("podSelector").isObject()
                && spec.path("podSelector").isEmpty()
                && spec.path("policyTypes").size() == 2
                && spec.path("ingress").isMissingNode()
                && spec.path("egress").isMissingNode();
    }

    private static Stream<JsonNode> rules(Manifests manifests, Workload workload, String direction) {
        return manifests
                .of("NetworkPolicy")
                .map(policy -> policy.path("spec"))
                .filter(spec -> Labels.match(spec.path("podSelector"), workload.labels()))
                .flatMap(spec -> Manifests.each(spec.path(direction)));
    }

    private static void ingress(Manifests manifests, Workload workload, List<String> problems) {
        rules(manifests, workload, "ingress").forEach(rule -> {
            if (rule.path("from").isEmpty() || rule.path("ports").isEmpty()) {
                problems.add(workload.title() + " is open to everybody, or with every port");
            }
            for (JsonNode peer : rule.path("from")) {
                boolean outside = !peer.has("podSelector") || peer.has("namespaceSelector");
                if (outside && !workload.isGateway() && (workload.isRedis() || !isMonitoring(peer))) {
                    problems.add("%s can be reached from outside: %s".formatted(workload.title(), peer));
                }
                if (peer.has("namespaceSelector")
                        && peer.path("namespaceSelector").path("matchLabels").isEmpty()) {
                    problems.add(workload.title() + " can be reached from every namespace");
                }
                if (!outside) {
                    manifests.workloads().stream()
                            .filter(other -> Labels.match(peer.path("podSelector"), other.labels()))
                            .filter(other -> !may(other, workload))
                            .forEach(other -> problems.add(other.title() + " reaches " + workload.title()));
                    if (peer.path("podSelector").isEmpty()) {
                        problems.add(workload.title() + " can be reached by every pod of the namespace");
                    }
                }
            }
        });
    }

    private static boolean may(Workload from, Workload to) {
        return (to.isExecutor() && from.isGateway()) || (to.isRedis() && from.isOurs());
    }

    private static boolean isMonitoring(JsonNode peer) {
        return peer.path("namespaceSelector")
                .path("matchLabels")
                .path("kubernetes.io/metadata.name")
                .asText()
                .equals(MONITORING);
    }

    private static void egress(Workload workload, JsonNode rule, List<String> problems) {
        if (rule.path("to").isEmpty()) {
            problems.add(workload.title() + " reaches everybody");
        }
        for (JsonNode peer : rule.path("to")) {
            JsonNode block = peer.path("ipBlock");
            if (block.isObject()) {
                Cidr range = Cidr.of(block.path("cidr").asText());
                // A range as small as that was named on purpose: where Redis is.
                FORBIDDEN.stream()
                        .filter(address -> range.bits() < 8 || isCredentials(address))
                        .filter(range::contains)
                        .filter(address -> Manifests.each(block.path("except"))
                                .noneMatch(except -> Cidr.of(except.asText()).contains(address)))
                        .forEach(address -> problems.add(workload.title() + " reaches " + address));
            }
        }
    }

    private static boolean isCredentials(String address) {
        return FORBIDDEN.indexOf(address) < 5;
    }

    private static void needed(Manifests manifests, Workload workload, List<String> problems) {
        if (rules(manifests, workload, "egress")
                .noneMatch(
                        rule -> rule.path("ports").findValues("port").stream().anyMatch(port -> port.asInt() == 53))) {
            problems.add(workload.title() + " cannot look names up");
        }
        Stream<JsonNode> ports =
                rules(manifests, workload, "egress").flatMap(rule -> Manifests.each(rule.path("ports")));
        if (ports.map(port -> port.path("port"))
                .noneMatch(port -> port.asInt() == REDIS || port.asText().equals("redis"))) {
            problems.add(workload.title() + " cannot reach Redis");
        }
        // By a rule of its own: what nodes of the type http may call is public, and whoever signs tokens need not be.
        if (Environment.of(manifests, workload).variables().containsKey("FLOWCAST_AUTH_JWKS_URL")
                && rules(manifests, workload, "egress")
                        .flatMap(rule -> Manifests.each(rule.path("ports")))
                        .noneMatch(port -> port.path("port").asInt() == HTTPS)) {
            problems.add(workload.title() + " cannot reach who signs tokens");
        }
        if (workload.isGateway()) {
            manifests.workloads().stream()
                    .filter(Workload::isExecutor)
                    .filter(executor -> !reaches(manifests, workload, executor))
                    .forEach(executor -> problems.add(workload.title() + " cannot reach " + executor.title()));
            boolean outside = rules(manifests, workload, "ingress")
                    .flatMap(rule -> Manifests.each(rule.path("from")))
                    .anyMatch(peer -> !isMonitoring(peer));
            if (manifests.of("Ingress").findAny().isPresent() && !outside) {
                problems.add("the ingress controller cannot reach " + workload.title());
            }
        }
    }

    private static boolean reaches(Manifests manifests, Workload from, Workload to) {
        boolean out = rules(manifests, from, "egress")
                .flatMap(rule -> Manifests.each(rule.path("to")))
                .anyMatch(peer -> Labels.match(peer.path("podSelector"), to.labels()));
        boolean in = rules(manifests, to, "ingress")
                .flatMap(rule -> Manifests.each(rule.path("from")))
                .anyMatch(peer -> Labels.match(peer.path("podSelector"), from.labels()));
        return out && in;
    }
}
