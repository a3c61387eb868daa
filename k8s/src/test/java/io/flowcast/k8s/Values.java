package io.flowcast.k8s;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the models take for any text: names, labels, images, and fields with a few words to choose from. */
final class Values implements Rule {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern PORT_NAME = Pattern.compile("(?=.*[a-z])[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?");
    private static final Pattern LABEL = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");
    private static final Pattern IMAGE = Pattern.compile("\\S+:(?!latest$)[\\w][\\w.-]*(@sha256:[0-9a-f]{64})?");

    private static final Map<String, Set<String>> WORDS = Map.ofEntries(
            entry("protocol", Set.of("TCP", "UDP", "SCTP")),
            entry("policyTypes", Set.of("Ingress", "Egress")),
            entry("whenUnsatisfiable", Set.of("ScheduleAnyway", "DoNotSchedule")),
            entry("pathType", Set.of("Prefix", "Exact")),
            entry("operator", Set.of("In", "NotIn", "Exists", "DoesNotExist")),
            entry("imagePullPolicy", Set.of("Always", "IfNotPresent", "Never")),
            entry("restartPolicy", Set.of("Always")),
            entry("fsGroupChangePolicy", Set.of("OnRootMismatch", "Always")),
            entry("unhealthyPodEvictionPolicy", Set.of("IfHealthyBudget", "AlwaysAllow")),
            entry("accessModes", Set.of("ReadWriteOnce", "ReadWriteOncePod")));

    /** The word {@code type}, by what has it. */
    private static final Map<String, Set<String>> TYPES = Map.ofEntries(
            entry("Service/spec", Set.of("ClusterIP", "NodePort", "LoadBalancer")),
            entry("Deployment/spec/strategy", Set.of("RollingUpdate")),
            entry("seccompProfile", Set.of("RuntimeDefault", "Localhost", "Unconfined")),
            entry("HorizontalPodAutoscaler/spec/metrics", Set.of("Resource", "Pods", "External")),
            entry("target", Set.of("Utilization", "Value", "AverageValue")),
            entry("policies", Set.of("Pods", "Percent")),
            entry("healthCheck", Set.of("HTTP")),
            entry("Secret", Set.of("Opaque", "kubernetes.io/tls")));

    @Override
    public List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        for (JsonNode object : manifests.objects()) {
            List<String> wrong = new ArrayList<>();
            require(NAME, Manifests.name(object), "name", wrong);
            walk(object.path("kind").asText(), "", object, wrong);
            wrong.forEach(problem -> problems.add(Manifests.title(object) + ": " + problem));
        }
        return problems;
    }

    private static void walk(String way, String field, JsonNode node, List<String> wrong) {
        if (node.isArray()) {
            node.forEach(element -> walk(way, field, element, wrong));
        } else if (node.isObject()) {
            String inside = field.isEmpty() ? way : way + "/" + field;
            node.forEachEntry((name, value) -> {
                look(inside, field, name, value, wrong);
                walk(inside, name, value, wrong);
            });
        }
    }

    private static void look(String way, String within, String name, JsonNode value, List<String> wrong) {
        Set<String> words = WORDS.get(name);
        if (name.equals("type") && value.isTextual()) {
            words = TYPES.getOrDefault(way, TYPES.getOrDefault(within, Set.of()));
        }
        if (words != null) {
            for (JsonNode word : value.isArray() ? value : List.of(value)) {
                if (!words.contains(word.asText())) {
                    wrong.add("%s is %s, not one of %s".formatted(name, word, new TreeSet<>(words)));
                }
            }
        }
        if (within.equals("labels") || within.equals("matchLabels")) {
            require(LABEL, value.asText(), "label " + name, wrong);
        } else if (within.equals("ports") && name.equals("name")) {
            require(PORT_NAME, value.asText(), "name of a port", wrong);
        } else if (name.equals("image")) {
            require(IMAGE, value.asText(), "image with a version", wrong);
        }
    }

    private static void require(Pattern pattern, String value, String what, List<String> wrong) {
        if (!pattern.matcher(value).matches()) {
            wrong.add("%s is no %s".formatted(value, what));
        }
    }
}
