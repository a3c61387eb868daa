package io.flowcast.systemtests.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Expressions in PromQL that the folder {@code observability} holds, and what they ask for.
 *
 * @param expressions one for each alert, or each line of a dashboard
 */
record Observability(List<String> expressions) {
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    static final Path ALERTS = ROOT.resolve("observability/prometheus/alerts.yml");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** A metric, as all of them have an underscore but one, and functions a parenthesis. */
    private static final Pattern METRIC =
            Pattern.compile("\\b(up|[a-z]+_[a-z0-9_]+)\\b(?! *(?:by )?\\()(?:\\{([^}]*)})?");

    private static final Pattern LABEL = Pattern.compile("([a-z_]+) *(?:=~|!~|!=|=)");
    private static final Pattern GROUPING = Pattern.compile("\\bby *\\(([^)]*)\\)");
    /** Prometheus adds them. */
    private static final Set<String> OF_TARGETS = Set.of("job", "instance");

    static Observability ofDashboard(String module) throws IOException {
        List<String> expressions = new ArrayList<>();
        JsonNode dashboard = JSON.readTree(
                ROOT.resolve("observability/grafana/" + module + ".json").toFile());
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                expressions.add(target.path("expr").asText());
            }
        }
        return new Observability(expressions);
    }

    static Observability ofAlerts() throws IOException {
        return new Observability(
                alerts().map(alert -> alert.path("expr").asText()).toList());
    }

    /** The rules. */
    static Stream<JsonNode> alerts() throws IOException {
        return yaml(ALERTS)
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream());
    }

    static JsonNode yaml(Path file) throws IOException {
        return YAML.readTree(file.toFile());
    }

    /** Metrics, and the labels that are asked of each. */
    Map<String, Set<String>> asked() {
        Map<String, Set<String>> asked = new TreeMap<>();
        for (String expression : expressions) {
            Set<String> grouping = new TreeSet<>();
            GROUPING.matcher(expression)
                    .results()
                    .flatMap(by -> Stream.of(by.group(1).split(" *, *", -1)))
                    .forEach(grouping::add);
            Matcher metric = METRIC.matcher(GROUPING.matcher(expression).replaceAll("by"));
            while (metric.find()) {
                Set<String> labels = asked.computeIfAbsent(metric.group(1), name -> new TreeSet<>());
                labels.addAll(grouping);
                if (metric.group(2) != null) {
                    LABEL.matcher(metric.group(2).replaceAll("\"[^\"]*\"", ""))
                            .results()
                            .forEach(label -> labels.add(label.group(1)));
                }
                labels.removeAll(OF_TARGETS);
            }
        }
        return asked;
    }
}
