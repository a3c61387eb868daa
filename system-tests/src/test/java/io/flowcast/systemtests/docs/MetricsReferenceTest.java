package io.flowcast.systemtests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tables of metrics in docs/operations.md are what the services tell after they have run a workflow: with {@code
 * -Dflowcast.write-docs=true} it writes them, else it compares. And dashboards ask for nothing that there is not.
 */
class MetricsReferenceTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern HELP = Pattern.compile("# HELP (\\S+) (.*)");
    private static final Pattern SAMPLE = Pattern.compile("([a-z][a-z0-9_]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"(?:[^\"\\\\]|\\\\.)*\"");
    /** In PromQL, what is neither a metric nor part of one: labels, ranges, groupings, functions. */
    private static final String NO_METRIC =
            "\\{[^}]*}|\\[[^]]*]|\\b(?:by|without|on) \\([^)]*\\)|\\b[a-z_]+(?= (?:by )?\\(|\\()|\\bby\\b";

    private static final Pattern WORD = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    /** A family of metrics as a line of the table. */
    private static final class Family {
        private String type = "";
        private String help = "";
        private final Set<String> labels = new TreeSet<>();
    }

    @ParameterizedTest
    @ValueSource(strings = {"executor-service", "stream-gateway"})
    void theTableOfMetricsIsWhatTheServiceTells(String module) throws Exception {
        Path file = ROOT.resolve("docs/operations.md");
        String document = Files.readString(file);
        String begin = "<!-- metrics of " + module + " -->\n";
        int from = document.indexOf(begin) + begin.length();
        int to = document.indexOf("<!-- end -->", from);
        assertThat(document).contains(begin);
        String table = table(scrape(module));

        if (Boolean.getBoolean("flowcast.write-docs")) {
            Files.writeString(file, document.substring(0, from) + table + document.substring(to));
        } else {
            assertThat(document.substring(from, to))
                    .as("docs/operations.md; run this test with -Dflowcast.write-docs=true to write it anew")
                    .isEqualTo(table);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"executor-service", "stream-gateway"})
    void everyMetricOfTheDashboardExists(String module) throws Exception {
        Set<String> told = scrape(module)
                .lines()
                .map(SAMPLE::matcher)
                .filter(Matcher::matches)
                .map(sample -> sample.group(1))
                .collect(Collectors.toSet());
        JsonNode dashboard = new JsonMapper()
                .readTree(ROOT.resolve("observability/grafana/" + module + ".json")
                        .toFile());
        Set<String> asked = new TreeSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                Matcher words = WORD.matcher(target.path("expr").asText().replaceAll(NO_METRIC, " "));
                while (words.find()) {
                    asked.add(words.group());
                }
            }
        }
        assertThat(asked).hasSizeGreaterThan(10).isSubsetOf(told);
    }

    /** What the service tells when it has run a workflow to its end. */
    private static String scrape(String module) throws IOException, InterruptedException {
        FLOWCAST.assertPromisesKept(
                FLOWCAST.follower(0).follow(FLOWCAST.api(0).execute(TestDefinitions.MIXED, FLOWCAST.input())));
        StringBuilder all = new StringBuilder();
        // As Prometheus asks. Java's client would ask for HTTP/2 on the way, and now and then never read so long an
        // answer.
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            // Either executor may have run it.
            for (var service : module.equals("executor-service")
                    ? FLOWCAST.stack().executors()
                    : FLOWCAST.stack().gateways()) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(service.url() + "/q/metrics"))
                        .build();
                all.append(client.send(request, BodyHandlers.ofString()).body());
            }
        }
        return all.toString();
    }

    private static String table(String scrape) {
        TreeMap<String, Family> families = new TreeMap<>();
        scrape.lines().forEach(line -> read(line, families));
        families.keySet().removeIf(name -> name.endsWith("_max"));
        StringBuilder table = new StringBuilder("| metric | type | labels | what it is |\n|---|---|---|---|\n");
        families.forEach((name, family) -> {
            assertThat(family.help).as("description of %s", name).isNotBlank();
            table.append("| `")
                    .append(name)
                    .append(family.type.equals("counter") ? "_total" : "")
                    .append("` | ")
                    .append(family.type)
                    .append(" | ");
            table.append(family.labels.isEmpty() ? "" : "`" + String.join(" ", family.labels) + "`");
            table.append(" | ").append(family.help).append(" |\n");
        });
        return table.toString();
    }

    private static void read(String line, Map<String, Family> families) {
        Matcher type = TYPE.matcher(line);
        Matcher help = HELP.matcher(line);
        Matcher sample = SAMPLE.matcher(line);
        if (help.matches() && help.group(1).startsWith("flowcast_")) {
            families.computeIfAbsent(help.group(1), name -> new Family()).help = help.group(2);
        } else if (type.matches() && type.group(1).startsWith("flowcast_")) {
            families.computeIfAbsent(type.group(1), name -> new Family()).type = type.group(2);
        } else if (sample.matches() && sample.group(2) != null) {
            Family family = families.get(sample.group(1).replaceFirst("_(bucket|count|sum|total)$", ""));
            family = family == null ? families.get(sample.group(1)) : family;
            if (family != null) {
                Matcher label = LABEL.matcher(sample.group(2));
                while (label.find()) {
                    if (!label.group(1).equals("le")) {
                        family.labels.add(label.group(1));
                    }
                }
            }
        }
    }
}
