package io.flowcast.conformance;

import io.flowcast.conformance.rule.Rule;
import io.flowcast.conformance.rule.Server;
import io.flowcast.conformance.rule.Target;
import io.flowcast.conformance.rule.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What came of each rule. */
public record Report(Map<Rule, Verdict> verdicts) {

    /**
     * Asks a server.
     *
     * @param line gets what came of each rule as soon as it is known, for people
     */
    public static Report of(Target target, List<Rule> rules, Consumer<String> line) throws InterruptedException {
        Server server = new Server(target);
        Map<Rule, Verdict> verdicts = new LinkedHashMap<>();
        for (Rule rule : rules) {
            Verdict verdict = rule.verdict(server);
            verdicts.put(rule, verdict);
            line.accept("%-15s %-22s %-24s %s"
                    .formatted(word(verdict), rule.name(), rule.section(), printable(verdict.evidence())));
            if (verdict instanceof Verdict.Broken) {
                line.accept(" ".repeat(16) + "must hold: " + rule.meaning());
            }
        }
        return new Report(verdicts);
    }

    public List<Rule> broken() {
        return with(Verdict.Broken.class);
    }

    public List<Rule> notApplicable() {
        return with(Verdict.NotApplicable.class);
    }

    private List<Rule> with(Class<? extends Verdict> kind) {
        return verdicts.entrySet().stream()
                .filter(entry -> kind.isInstance(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    public String summary() {
        int kept = verdicts.size() - broken().size() - notApplicable().size();
        return "%d rules: %d kept, %d broken, %d not applicable"
                .formatted(
                        verdicts.size(), kept, broken().size(), notApplicable().size());
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Kept kept -> "kept";
            case Verdict.Broken broken -> "BROKEN";
            case Verdict.NotApplicable notApplicable -> "not applicable";
        };
    }

    /** What a server says may hold anything, and goes to a terminal. */
    private static String printable(String text) {
        return text.chars()
                .mapToObj(c -> Character.isISOControl(c) ? "\\x%02x".formatted(c) : Character.toString(c))
                .collect(Collectors.joining());
    }
}
