package io.flowcast.conformance.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.flowcast.conformance.Report;
import io.flowcast.conformance.server.Fault;
import io.flowcast.conformance.server.SmallServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** That a server which keeps all rules is found to, and one that breaks a rule is caught. */
class SuiteTest {

    @Test
    void aServerThatKeepsAllRulesIsFoundTo() throws Exception {
        try (SmallServer server = new SmallServer(Fault.NONE)) {
            List<String> lines = new ArrayList<>();
            Report report = Report.of(target(server, 10), Suite.rules(), lines::add);
            assertThat(report.broken()).as(String.join("\n", lines)).isEmpty();
            assertThat(report.notApplicable().stream().map(Rule::name))
                    .as("but proxies that are not installed")
                    .allMatch(name -> name.startsWith("through-"));
        }
    }

    /** All at a time, each with a server of its own. */
    @TestFactory
    Stream<DynamicTest> whoBreaksARuleIsCaught() {
        List<DynamicTest> tests = new ArrayList<>();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        for (Fault fault : Fault.values()) {
            for (String rule : fault.rules()) {
                Future<Verdict> verdict = executor.submit(() -> verdict(fault, Suite.rule(rule)));
                tests.add(dynamicTest(fault + " breaks " + rule, () -> {
                    Verdict found = verdict.get();
                    boolean notInstalled =
                            rule.startsWith("through-") && found.evidence().contains("not installed");
                    assertThat(found instanceof Verdict.Broken || notInstalled)
                            .as("%s", found)
                            .isTrue();
                }));
            }
        }
        executor.shutdown();
        return tests.stream();
    }

    @Test
    void everyRuleIsBrokenBySomebody() {
        Set<String> broken = Arrays.stream(Fault.values())
                .flatMap(fault -> fault.rules().stream())
                .collect(Collectors.toSet());
        assertThat(Suite.rules().stream().map(Rule::name)).containsExactlyInAnyOrderElementsOf(broken);
    }

    private static Verdict verdict(Fault fault, Rule rule) throws IOException, InterruptedException {
        try (SmallServer server = new SmallServer(fault)) {
            return rule.verdict(new Server(target(server, 2)));
        }
    }

    private static Target target(SmallServer server, int patience) {
        return new Target(
                server.url("/stream"),
                List.of(),
                Optional.of(server.url("/ended")),
                Optional.of("cursor"),
                Optional.of("999999"),
                Optional.of("1"),
                "https://known.example",
                Optional.of(server::emit),
                Duration.ofSeconds(patience),
                Duration.ofMillis(300),
                Duration.ofSeconds(patience));
    }
}
