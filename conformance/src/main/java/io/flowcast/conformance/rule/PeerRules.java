package io.flowcast.conformance.rule;

import io.flowcast.conformance.wire.Http1;
import io.flowcast.conformance.wire.WireException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Clients as they are: slow, gone, many. */
final class PeerRules {
    private static final int MANY = 6;
    private static final int GONE = 20;
    private static final Duration PAUSE = Duration.ofMillis(300);

    private PeerRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("several", "practice", MANY + " clients at a time are all served", PeerRules::several),
                new Rule(
                        "slow-reader",
                        "practice",
                        "one who does not read holds up nobody, and has its events, whole, once it does",
                        PeerRules::slowReader),
                new Rule(
                        "half-closed",
                        "RFC 9112, 9.6",
                        "who says that it will send no more is served, or let go; not forgotten",
                        PeerRules::halfClosed),
                new Rule(
                        "abandoned",
                        "practice",
                        "after " + GONE + " clients that vanished the next one is served",
                        PeerRules::abandoned),
                new Rule(
                        "head-in-pieces",
                        "RFC 9112, 2.2",
                        "a request that comes a byte at a time is a request",
                        PeerRules::headInPieces));
    }

    private static Verdict several(Server server) throws IOException {
        List<Recording> open = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                open.add(server.get());
            }
            for (Recording recording : open) {
                if (!served(server, recording)) {
                    return Verdict.broken("number " + (open.indexOf(recording) + 1) + " gets nothing");
                }
            }
            return Verdict.kept("all of them");
        } finally {
            for (Recording recording : open) {
                recording.close();
            }
        }
    }

    private static Verdict slowReader(Server server) throws IOException {
        try (Http1 slow = Http1.openNarrow(server.url(), server.target().patience())) {
            slow.send(server.request("GET", server.url(), true));
            try (Recording other = server.get()) {
                if (!served(server, other)) {
                    return Verdict.broken("another client gets nothing meanwhile");
                }
            }
            Recording late = new Recording(slow, "GET");
            boolean whole = served(server, late) && late.parser().faults().isEmpty();
            return Verdict.of(whole, whole ? "both have their events" : "it gets nothing once it reads");
        }
    }

    private static Verdict halfClosed(Server server) throws IOException {
        try (Http1 connection = Http1.open(server.url(), server.target().patience())) {
            connection.send(server.request("GET", server.url(), true));
            try {
                connection.endOutput();
            } catch (UnsupportedOperationException tls) {
                return Verdict.notApplicable("over TLS there is no such thing");
            }
            try {
                Recording recording = new Recording(connection, "GET");
                boolean served = served(server, recording);
                return Verdict.of(
                        served || recording.body().ended(),
                        served ? "served" : recording.body().ended() ? "let go" : "neither");
            } catch (WireException closed) {
                return Verdict.kept("let go: " + closed.getMessage());
            }
        }
    }

    private static Verdict abandoned(Server server) throws IOException {
        for (int i = 0; i < GONE; i++) {
            try (Http1 connection =
                    Http1.open(server.url(), server.target().patience()).abrupt()) {
                connection.send(server.request("GET", server.url(), true));
                connection.head();
            }
        }
        try (Recording recording = server.get()) {
            boolean served = served(server, recording);
            return Verdict.of(served, served ? "it is" : "it gets nothing");
        }
    }

    private static Verdict headInPieces(Server server) throws IOException, InterruptedException {
        try (Http1 connection = Http1.open(server.url(), server.target().patience())) {
            String request = server.request("GET", server.url(), true);
            for (int i = 0; i < request.length(); i++) {
                connection.send(request.substring(i, i + 1));
                if (i == 0) {
                    Thread.sleep(PAUSE); // so that it surely comes by itself
                }
            }
            int status = connection.head().status();
            return Verdict.of(status == server.fresh().head().status(), status + " of " + request.length() + " pieces");
        }
    }

    /** Whether it gets an event, or where there are none at least its head. */
    private static boolean served(Server server, Recording recording) throws IOException {
        return recording.isStream()
                && (server.fresh().events().isEmpty()
                        || recording.until(
                                some -> some.firstEvent().isPresent(),
                                server.target().patience()));
    }
}
