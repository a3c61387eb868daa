package io.flowcast.systemtests.docs;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tables of metrics in docs/observability.md are what the services tell after they have run a workflow: with {@code
 * -Dflowcast.write-docs=true} it writes them, else it compares. And dashboards and alerts ask for nothing that there is not.
 */
class MetricsReferenceTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern HELP = Pattern.compile("# HELP (\\S+) (.*)");
    private static final Pattern SAMPLE = Pattern.compile("([a-z][a-z0-9_]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"(?:[^\"\\\\]|\\\\.)*\"");

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
        Path file = ROOT.resolve("docs/observability.md");
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
                    .as("docs/observability.md; run this test with -Dflowcast.write-docs=true to write it anew")
                    .isEqualTo(table);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"executor-service", "stream-gateway"})
    void everyMetricOfTheDashboardExists(String module) throws Exception {
        Map<String, Set<String>> asked = Observability.ofDashboard(module).asked();
        assertThat(asked).hasSizeGreaterThan(10);
        assertThatTheseAreTold(asked, scrape(module));
    }

    @Test
    void everyMetricOfTheAlertsExists() throws Exception {
        Map<String, Set<String>> asked = Observability.ofAlerts().asked();
        // Prometheus' own.
        asked.remove("up");
        assertThat(asked).hasSizeGreaterThan(20);
        assertThatTheseAreTold(asked, scrape("executor-service") + scrape("stream-gateway"));
    }

    private static void assertThatTheseAreTold(Map<String, Set<String>> asked, String scrape) {
        Map<String, Set<String>> told = new TreeMap<>();
        scrape.lines().map(SAMPLE::matcher).filter(Matcher::matches).forEach(sample -> {
            Set<String> labels = told.computeIfAbsent(sample.group(1), name -> new TreeSet<>());
            if (sample.group(2) != null) {
                LABEL.matcher(sample.group(2)).results().forEach(label -> labels.add(label.group(1)));
            }
        });
        assertThat(told.keySet()).containsAll(asked.keySet());
        asked.forEach((metric, labels) ->
                assertThat(told.get(metric)).as("labels of %s", metric).containsAll(labels));
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
