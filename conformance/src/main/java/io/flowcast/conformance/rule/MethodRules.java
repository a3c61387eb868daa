package io.flowcast.conformance.rule;

import io.flowcast.conformance.wire.Head;
import java.io.IOException;
import java.util.List;

/** Requests for the stream's address with other methods. */
final class MethodRules {

    private MethodRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule(
                        "head",
                        "RFC 9110, 9.3.2",
                        "HEAD answers as GET without a body, or not at all (405), and is over at once",
                        MethodRules::head),
                new Rule(
                        "unknown-method",
                        "RFC 9110, 9.1",
                        "a method that there is not is refused",
                        server -> refused(server, "BREW")),
                new Rule("allow", "RFC 9110, 15.5.6", "405 says in Allow which methods there are", MethodRules::allow),
                new Rule(
                        "options",
                        "RFC 9110, 9.3.7",
                        "OPTIONS opens no stream, and is over at once",
                        MethodRules::options));
    }

    private static Verdict head(Server server) throws IOException {
        try (Recording recording = server.ask("HEAD", server.url(), true)) {
            Head head = recording.head();
            if (head.status() == 405 || head.status() == 501) {
                return Verdict.kept("" + head.status());
            }
            Head get = server.fresh().head();
            if (head.status() != get.status() || !head.mediaType().equals(get.mediaType())) {
                return Verdict.broken(head.status() + " " + head.mediaType() + " where GET has " + get.status() + " "
                        + get.mediaType());
            }
            if (head.lists("Connection", "close")) {
                boolean closed =
                        recording.connection().closedWithin(server.target().patience());
                return Verdict.of(closed, closed ? "and closed" : "said to close, and open");
            }
            recording.connection().send(server.request("HEAD", server.url(), true));
            int second = recording.connection().head().status();
            return Verdict.of(second == head.status(), "twice over one connection: " + head.status() + ", " + second);
        }
    }

    private static Verdict refused(Server server, String method) throws IOException {
        try (Recording recording = server.ask(method, server.url(), true)) {
            int status = recording.head().status();
            return Verdict.of(status >= 400 && status != 500, method + ": " + status);
        }
    }

    private static Verdict allow(Server server) throws IOException {
        try (Recording recording = server.ask("BREW", server.url(), true)) {
            if (recording.head().status() != 405) {
                return Verdict.notApplicable("no 405");
            }
            return Verdict.of(
                    recording.head().lists("Allow", "get"),
                    recording
                            .head()
                            .header("Allow")
                            .map(methods -> "Allow: " + methods)
                            .orElse("no Allow"));
        }
    }

    private static Verdict options(Server server) throws IOException {
        try (Recording recording = server.ask("OPTIONS", server.url(), true)) {
            if (recording.isStream()) {
                return Verdict.broken("a stream");
            }
            recording.until(some -> false, server.target().patience());
            return Verdict.of(
                    recording.body().ended(),
                    recording.head().status() + (recording.body().ended() ? "" : ", without an end"));
        }
    }
}
