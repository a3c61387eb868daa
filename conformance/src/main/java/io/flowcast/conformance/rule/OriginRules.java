package io.flowcast.conformance.rule;

import io.flowcast.conformance.wire.Head;
import io.flowcast.conformance.wire.Head.Header;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What pages of other origins are allowed (Fetch, 3.3). */
final class OriginRules {
    private static final String NOBODY = "https://nobody-ever-heard-of.example";
    private static final String GRANT = "Access-Control-Allow-Origin";

    private OriginRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule(
                        "cors-grant",
                        "Fetch 3.3.3",
                        "what is granted is granted to the origin that asks, or to all, and to all without credentials",
                        OriginRules::grant),
                new Rule(
                        "cors-vary",
                        "Fetch 3.3.6",
                        "an answer that depends on the origin says so: Vary: Origin",
                        OriginRules::vary),
                new Rule(
                        "cors-strangers",
                        "Fetch 3.3.3",
                        "an origin that nobody named gets no access with credentials",
                        OriginRules::strangers),
                new Rule(
                        "cors-preflight",
                        "Fetch 3.3.5",
                        "who may read the stream may send Last-Event-ID: the preflight, which has no credentials, says so",
                        OriginRules::preflight));
    }

    private static Verdict grant(Server server) throws IOException {
        try (Recording recording = asked(server, server.target().origin())) {
            String granted = granted(recording.head());
            if (granted.isEmpty()) {
                return Verdict.notApplicable(
                        "no " + GRANT + " for " + server.target().origin());
            }
            if (granted.equals("*")) {
                return Verdict.of(
                        !credentials(recording.head()),
                        "*, " + (credentials(recording.head()) ? "with" : "without") + " credentials");
            }
            return Verdict.of(granted.equals(server.target().origin()), granted);
        }
    }

    private static Verdict vary(Server server) throws IOException {
        try (Recording recording = asked(server, server.target().origin())) {
            String granted = granted(recording.head());
            if (granted.isEmpty() || granted.equals("*")) {
                return Verdict.notApplicable(granted.isEmpty() ? "no " + GRANT : granted);
            }
            boolean kept = recording.head().lists("Vary", "origin")
                    || recording.head().lists("Vary", "*")
                    || recording.head().lists("Cache-Control", "no-store");
            return Verdict.of(kept, "Vary: " + recording.head().header("Vary").orElse("none"));
        }
    }

    private static Verdict strangers(Server server) throws IOException {
        try (Recording recording = asked(server, NOBODY)) {
            String granted = granted(recording.head());
            boolean given = credentials(recording.head()) && !granted.isEmpty();
            return Verdict.of(
                    !given, granted.isEmpty() ? "nothing granted" : granted + (given ? " with credentials" : ""));
        }
    }

    private static Verdict preflight(Server server) throws IOException {
        try (Recording asked = asked(server, server.target().origin())) {
            if (granted(asked.head()).isEmpty()) {
                return Verdict.notApplicable(
                        "no " + GRANT + " for " + server.target().origin());
            }
        }
        try (Recording preflight = server.ask(
                "OPTIONS",
                server.url(),
                false,
                new Header("Origin", server.target().origin()),
                new Header("Access-Control-Request-Method", "GET"),
                new Header("Access-Control-Request-Headers", "last-event-id"))) {
            Head head = preflight.head();
            boolean headers = head.lists("Access-Control-Allow-Headers", "last-event-id")
                    || head.lists("Access-Control-Allow-Headers", "*");
            return Verdict.of(
                    head.status() / 100 == 2 && headers && !granted(head).isEmpty(),
                    head.status() + ", Access-Control-Allow-Headers: "
                            + head.header("Access-Control-Allow-Headers").orElse("none"));
        }
    }

    private static Recording asked(Server server, String origin) throws IOException {
        return server.get(new Header("Origin", origin));
    }

    private static String granted(Head head) {
        return head.header(GRANT).orElse("");
    }

    private static boolean credentials(Head head) {
        return head.header("Access-Control-Allow-Credentials")
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .equals("true");
    }
}
