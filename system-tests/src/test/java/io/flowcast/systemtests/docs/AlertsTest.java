package io.flowcast.systemtests.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts are sound, tested, and told what to do about in the runbook; and dashboards show what they look at. */
class AlertsTest {
    private static final Path FOLDER = Observability.ALERTS.getParent();
    private static final Pattern ENTRY = Pattern.compile("^### (Flowcast\\w+)$", Pattern.MULTILINE);
    private static final long PATIENCE_SECONDS = 60;

    @Test
    void eachSaysHowBadItIsAndWhereToReadOn() throws Exception {
        assertThat(Observability.alerts()).allSatisfy(alert -> {
            assertThat(alert.path("labels").path("severity").asText()).isIn("page", "ticket");
            assertThat(alert.path("annotations").path("summary").asText()).isNotBlank();
            assertThat(alert.path("annotations").path("runbook_url").asText())
                    .isEqualTo("docs/runbook.md#" + name(alert).toLowerCase(Locale.ROOT));
        });
        assertThat(names()).doesNotHaveDuplicates();
    }

    @Test
    void eachHasItsEntryInTheRunbookInTheSameOrder() throws Exception {
        String runbook = Files.readString(Observability.ROOT.resolve("docs/runbook.md"));
        assertThat(ENTRY.matcher(runbook).results().map((MatchResult entry) -> entry.group(1)))
                .containsExactlyElementsOf(names());
        for (String entry : runbook.split("(?m)^(?=##)", -1)) {
            if (entry.startsWith("### ")) {
                assertThat(entry).contains("**Means**").containsAnyOf("**Do**", "**Look**");
            }
        }
    }

    @Test
    void eachHasATestInWhichItFiresAndOneInWhichItDoesNot() throws Exception {
        List<String> cases = new ArrayList<>();
        for (JsonNode test :
                Observability.yaml(FOLDER.resolve("alerts.test.yml")).path("tests")) {
            JsonNode expected = test.path("promql_expr_test").path(0);
            String name = test.path("name").asText();
            cases.add(name);
            assertThat(expected.path("expr").asText())
                    .isEqualTo("count(ALERTS{alertname=\"" + name.split(" ", 2)[0] + "\",alertstate=\"firing\"})");
            assertThat(expected.path("exp_samples").isEmpty()).isEqualTo(name.endsWith(" keeps quiet"));
        }
        assertThat(cases)
                .containsExactlyElementsOf(names().stream()
                        .flatMap(alert -> Stream.of(alert + " fires", alert + " keeps quiet"))
                        .toList());
    }

    @Test
    void prometheusFindsThemSoundAndTheirTestsPass() throws Exception {
        assumeTrue(isThere("promtool"), "promtool is missing: on Debian it is part of the package prometheus");
        assertThat(promtool("check", "rules", "alerts.yml")).contains("SUCCESS");
        assertThat(promtool("test", "rules", "alerts.test.yml")).contains("SUCCESS");
    }

    @Test
    void whatTheyLookAtIsOnADashboard() throws Exception {
        Set<String> shown = new TreeSet<>();
        for (String module : List.of("executor-service", "stream-gateway")) {
            shown.addAll(Observability.ofDashboard(module).asked().keySet());
        }
        Set<String> asked = Observability.ofAlerts().asked().keySet();
        asked.remove("up");
        assertThat(shown).containsAll(asked);
    }

    private static List<String> names() throws IOException {
        return Observability.alerts().map(AlertsTest::name).toList();
    }

    private static String name(JsonNode alert) {
        return alert.path("alert").asText();
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static String promtool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
