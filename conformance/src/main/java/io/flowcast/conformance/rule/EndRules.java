package io.flowcast.conformance.rule;

import io.flowcast.conformance.wire.Http1;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Streams that are over, and how a quiet one shows that it is not. */
final class EndRules {

    private EndRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule(
                        "keepalive",
                        "HTML 9.2.7",
                        "a quiet stream shows that it lives, every 15 seconds or so: proxies cut off what is silent",
                        EndRules::keepalive),
                new Rule(
                        "end-is-clean",
                        "RFC 9112, 8",
                        "a stream that is over ends as a whole: the last event with its empty line, the body with its end",
                        EndRules::endIsClean),
                new Rule(
                        "stay-away",
                        "HTML 9.2.3",
                        "who comes back to a stream that is over is told to stay away: 204",
                        server -> over(server, Verdict::kept)),
                new Rule(
                        "no-content", "RFC 9112, 6.3", "204 has no body, and says nothing of one", EndRules::noContent),
                new Rule(
                        "connection-goes-on",
                        "RFC 9112, 9.3",
                        "the connection of a 204 is there for the next request, or was said to close",
                        EndRules::connectionGoesOn));
    }

    private static Verdict keepalive(Server server) throws IOException {
        try (Recording recording = server.get()) {
            recording.until(some -> some.bytes() > 0, server.target().patience());
            recording.untilQuiet(server.target().silence(), server.target().patience());
            if (recording.body().ended()) {
                return Verdict.notApplicable("the stream ended");
            }
            int before = recording.bytes();
            Duration begun = recording.age();
            boolean alive = recording.until(
                    some -> some.bytes() > before, server.target().keepalive());
            Duration quiet = recording.age().minus(begun).plus(server.target().silence());
            return Verdict.of(alive, (alive ? "something after " : "nothing for ") + quiet.toMillis() + " ms");
        }
    }

    private static Verdict endIsClean(Server server) throws IOException {
        Optional<URI> ended = server.target().ended();
        if (ended.isEmpty()) {
            return Verdict.notApplicable("no stream that is over named (--ended)");
        }
        try (Recording recording = server.get(ended.get())) {
            if (!recording.until(some -> false, server.target().patience())
                    && !recording.body().ended()) {
                return Verdict.broken("it goes on");
            }
            Optional<String> unfinished = recording.parser().unfinished();
            if (unfinished.isPresent()) {
                return Verdict.broken("it ends after " + unfinished.get());
            }
            return Verdict.kept(recording.events().size() + " events"
                    + (recording.body().framed() ? ", and the body's end" : ", and the connection's"));
        }
    }

    /** What comes of the answer to who comes back, where it is 204. */
    private interface Told {
        Verdict of(String evidence) throws IOException;
    }

    private static Verdict over(Server server, Told told) throws IOException {
        try (Recording back = back(server)) {
            if (back == null) {
                return Verdict.notApplicable("no stream that is over, with ids, named (--ended)");
            }
            return back.head().status() == 204
                    ? told.of("204")
                    : Verdict.broken(back.head().status() + ": clients come back for ever");
        }
    }

    /** Null where there is nothing to come back to, which try-with-resources takes. */
    private static @Nullable Recording back(Server server) throws IOException {
        Optional<URI> ended = server.target().ended();
        if (ended.isEmpty()) {
            return null;
        }
        try (Recording recording = server.get(ended.get())) {
            recording.until(some -> false, server.target().patience());
            List<String> ids = recording.ids();
            return ids.isEmpty() ? null : server.get(ended.get(), Server.lastEventId(ids.getLast()));
        }
    }

    private static Verdict noContent(Server server) throws IOException {
        try (Recording back = back(server)) {
            if (back == null || back.head().status() != 204) {
                return Verdict.notApplicable("no 204");
            }
            for (String name : List.of("Content-Length", "Transfer-Encoding", "Content-Type")) {
                if (back.head().header(name).isPresent()) {
                    return Verdict.broken(name + ": " + back.head().header(name).orElse(""));
                }
            }
            return Verdict.kept("neither length nor type");
        }
    }

    private static Verdict connectionGoesOn(Server server) throws IOException {
        try (Recording back = back(server)) {
            if (back == null || back.head().status() != 204) {
                return Verdict.notApplicable("no 204");
            }
            if (back.head().lists("Connection", "close")) {
                return Verdict.kept("Connection: close");
            }
            URI url = server.target().ended().orElseThrow();
            Http1 connection = back.connection();
            connection.send(server.request("HEAD", url, true));
            return Verdict.kept("HEAD after it: " + connection.head().status());
        }
    }
}
