package io.flowcast.k8s;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** All of them. */
record Rules(List<Rule> all) {

    /** For installations that make their Secrets themselves. */
    static Rules local() throws IOException {
        return with(new Manifests(List.of()));
    }

    /** For such as have them made elsewhere. */
    static Rules production() throws IOException {
        return with(Manifests.parse(
                Files.readString(Sources.ROOT.resolve("k8s/overlays/production/secrets.example.yaml"))));
    }

    private static Rules with(Manifests elsewhere) throws IOException {
        Sources sources = new Sources();
        return new Rules(List.of(
                new Models(),
                new Values(),
                new Selectors(),
                new Ports(sources),
                new References(elsewhere),
                new Settings(sources),
                new RestrictedPods(),
                new Probes(),
                new Endings(sources),
                new Scaling(sources),
                new Exposure(),
                new Reach()));
    }

    /** What is wrong, each with the name of the rule. */
    List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        for (Rule rule : all) {
            rule.problems(manifests).forEach(problem -> problems.add(name(rule) + ": " + problem));
        }
        return problems;
    }

    Rule named(String name) {
        return all.stream()
                .filter(rule -> name(rule).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no rule " + name));
    }

    static String name(Rule rule) {
        return rule.getClass().getSimpleName();
    }
}
