package io.flowcast.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Autoscalers ask for what there is: each metric has a rule of the Prometheus adapter, and each rule a metric of the services. */
final class Scaling implements Rule {
    private static final Pattern SERIES = Pattern.compile("^(\\w+)\\{");

    private final Sources sources;
    private final JsonNode rules;

    Scaling(Sources sources) throws IOException {
        this.sources = sources;
        this.rules = new YAMLMapper()
                .readTree(Sources.ROOT
                        .resolve("k8s/components/autoscaling/prometheus-adapter.values.yaml")
                        .toFile())
                .path("rules");
    }

    @Override
    public List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        manifests.of("HorizontalPodAutoscaler").forEach(scaler -> {
            String title = Manifests.title(scaler);
            JsonNode spec = scaler.path("spec");
            if (spec.path("minReplicas").asInt() < 2
                    || spec.path("maxReplicas").asInt()
                            <= spec.path("minReplicas").asInt()) {
                problems.add(title + " has no room, or leaves one pod alone");
            }
            JsonNode target = spec.path("scaleTargetRef");
            if (manifests
                    .find(target.path("kind").asText(), target.path("name").asText())
                    .path("spec")
                    .has("replicas")) {
                problems.add(title + " and a fixed number of replicas take turns");
            }
            for (JsonNode metric : spec.path("metrics")) {
                ofMetric(title, metric, problems);
            }
        });
        return problems;
    }

    private void ofMetric(String title, JsonNode metric, List<String> problems) {
        switch (metric.path("type").asText()) {
            case "Resource" -> {
                if (!metric.path("resource").path("name").asText().equals("cpu")) {
                    problems.add(title + " scales on memory, which a JVM never gives back");
                }
            }
            case "Pods" -> named(title, "custom", metric.path("pods"), problems);
            case "External" -> named(title, "external", metric.path("external"), problems);
            case String other -> problems.add(title + " has a metric of the type " + other);
        }
    }

    private void named(String title, String kind, JsonNode metric, List<String> problems) {
        String name = metric.path("metric").path("name").asText();
        Manifests.each(rules.path(kind))
                .filter(rule -> rule.path("name").path("as").asText().equals(name))
                .findFirst()
                .ifPresentOrElse(
                        rule -> {
                            Matcher series =
                                    SERIES.matcher(rule.path("seriesQuery").asText());
                            if (!series.find() || !sources.isMetric(series.group(1))) {
                                problems.add("%s: no service exports %s".formatted(title, rule.path("seriesQuery")));
                            }
                        },
                        () -> problems.add("%s: the adapter has no rule for %s".formatted(title, name)));
    }
}
