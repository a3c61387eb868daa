package io.flowcast.conformance.rule;

import java.util.List;
import java.util.stream.Stream;

/** All rules, in the order of their telling. */
public final class Suite {
    private static final List<Rule> RULES = Stream.of(
                    HeadRules.all(),
                    FramingRules.all(),
                    CursorRules.all(),
                    EndRules.all(),
                    MethodRules.all(),
                    OriginRules.all(),
                    VersionRules.all(),
                    PeerRules.all(),
                    LiveRules.all())
            .flatMap(List::stream)
            .toList();

    private Suite() {}

    public static List<Rule> rules() {
        return RULES;
    }

    /** The rule of this name. */
    public static Rule rule(String name) {
        return RULES.stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no rule " + name));
    }
}
