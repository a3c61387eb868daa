package io.flowcast.conformance.rule;

import io.flowcast.conformance.stream.Block;
import io.flowcast.conformance.stream.EventStreamParser;
import io.flowcast.conformance.wire.Head;
import io.flowcast.conformance.wire.Head.Header;
import io.flowcast.conformance.wire.Http1;
import io.flowcast.conformance.wire.Http2;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The versions of HTTP. */
final class VersionRules {
    private static final Set<String> OF_CONNECTIONS =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

    private VersionRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule(
                        "http-1.0",
                        "RFC 9112, 6.1",
                        "a client of HTTP/1.0 gets the same events, and no chunks",
                        VersionRules::http10),
                new Rule(
                        "host",
                        "RFC 9112, 3.2",
                        "a request of HTTP/1.1 without Host is refused with 400",
                        VersionRules::host),
                new Rule(
                        "upgrade",
                        "RFC 9110, 7.8",
                        "who offers to upgrade to what there is not is answered all the same",
                        VersionRules::upgrade),
                new Rule(
                        "http-2",
                        "RFC 9113, 8",
                        "over HTTP/2, where there is it, come the same events",
                        server -> http2(server, VersionRules::sameEvents)),
                new Rule(
                        "http-2-head",
                        "RFC 9113, 8.2",
                        "over HTTP/2 names of headers are small, and none is about the connection",
                        server -> http2(server, VersionRules::fields)),
                new Rule(
                        "http-2-streams",
                        "RFC 9113, 5",
                        "of two streams on one connection of HTTP/2 one may be given up, and the other goes on",
                        server -> http2(server, VersionRules::twoStreams)),
                new Rule(
                        "http-2-end",
                        "RFC 9113, 8.1",
                        "over HTTP/2, HEAD ends the stream",
                        server -> http2(server, VersionRules::headEnds)));
    }

    private static Verdict http10(Server server) throws IOException {
        Optional<Block> first = server.fresh().firstEvent();
        try (Http1 connection = Http1.open(server.url(), server.target().patience())) {
            connection.send(Http1.request(
                    "GET",
                    server.url(),
                    "HTTP/1.0",
                    server.headers(true),
                    server.url().getRawAuthority()));
            Recording recording = new Recording(connection, "GET");
            if (recording.head().header("Transfer-Encoding").isPresent()) {
                return Verdict.broken("Transfer-Encoding: "
                        + recording.head().header("Transfer-Encoding").orElse(""));
            }
            if (first.isEmpty()) {
                return Verdict.kept(
                        recording.head().version() + " " + recording.head().status());
            }
            boolean came = recording.until(
                    some -> some.firstEvent().isPresent(), server.target().patience());
            boolean same = came && recording.firstEvent().map(Block::data).equals(first.map(Block::data));
            return Verdict.of(
                    same,
                    recording.head().version() + " " + recording.head().status() + ", first "
                            + recording.firstEvent().map(Block::brief).orElse("nothing"));
        }
    }

    private static Verdict host(Server server) throws IOException {
        try (Http1 connection = Http1.open(server.url(), server.target().patience())) {
            connection.send(Http1.request("GET", server.url(), "HTTP/1.1", server.headers(true), null));
            int status = connection.head().status();
            return Verdict.of(status == 400, "" + status);
        }
    }

    private static Verdict upgrade(Server server) throws IOException {
        try (Recording recording =
                server.get(new Header("Connection", "Upgrade"), new Header("Upgrade", "no-such-protocol/1"))) {
            return Verdict.of(
                    recording.head().status() == 200, "" + recording.head().status());
        }
    }

    private interface Check2 {
        Verdict of(Server server, Http2 connection) throws IOException;
    }

    private static Verdict http2(Server server, Check2 check) throws IOException {
        Optional<Http2> connection = Http2.open(server.url(), server.target().patience());
        if (connection.isEmpty()) {
            return Verdict.notApplicable("the server does not speak HTTP/2 here");
        }
        try (Http2 open = connection.get()) {
            return check.of(server, open);
        }
    }

    private static Verdict sameEvents(Server server, Http2 connection) throws IOException {
        int stream = connection.request("GET", server.url(), server.headers(true));
        Optional<Block> first = server.fresh().firstEvent();
        boolean came = until(
                server,
                connection,
                () -> first.isEmpty()
                        ? !connection.head(stream).isEmpty()
                        : event(connection, stream).isPresent());
        String status = connection.field(stream, ":status").orElse("no answer");
        Optional<Block> got = event(connection, stream);
        boolean same = came && got.map(Block::data).equals(first.map(Block::data));
        return Verdict.of(
                same
                        && status.equals("200")
                        && connection.field(stream, "content-type").orElse("").startsWith("text/event-stream"),
                status + ", first " + got.map(Block::brief).orElse("nothing"));
    }

    private static Verdict fields(Server server, Http2 connection) throws IOException {
        int stream = connection.request("GET", server.url(), server.headers(true));
        until(server, connection, () -> !connection.head(stream).isEmpty());
        for (Head.Header field : connection.head(stream)) {
            if (OF_CONNECTIONS.contains(field.name())
                    || !field.name().equals(field.name().toLowerCase(Locale.ROOT))) {
                return Verdict.broken(field.name() + ": " + field.value());
            }
        }
        return Verdict.of(
                !connection.head(stream).isEmpty(), connection.head(stream).size() + " fields");
    }

    private static Verdict twoStreams(Server server, Http2 connection) throws IOException {
        int given = connection.request("GET", server.url(), server.headers(true));
        int kept = connection.request("GET", server.url(), server.headers(true));
        if (!until(
                server,
                connection,
                () -> !connection.head(given).isEmpty()
                        && !connection.head(kept).isEmpty())) {
            return Verdict.broken("two streams were asked for, and not both answered");
        }
        connection.reset(given);
        connection.ping();
        boolean answered = until(server, connection, () -> connection.pongs() > 0);
        boolean goesOn = !connection.wasReset(kept)
                && (server.fresh().events().isEmpty()
                        || until(
                                server,
                                connection,
                                () -> event(connection, kept).isPresent()));
        return Verdict.of(
                answered && goesOn,
                (answered ? "answers PING, " : "no answer to PING, ")
                        + (goesOn ? "and the other goes on" : "and the other is over"));
    }

    private static Verdict headEnds(Server server, Http2 connection) throws IOException {
        int stream = connection.request("HEAD", server.url(), server.headers(true));
        boolean ended = until(server, connection, () -> connection.ended(stream));
        return Verdict.of(ended, connection.field(stream, ":status").orElse("no answer") + (ended ? "" : ", and open"));
    }

    private static Optional<Block> event(Http2 connection, int stream) {
        EventStreamParser parser = new EventStreamParser();
        parser.feed(connection.data(stream));
        return parser.blocks().stream().filter(Block::dispatches).findFirst();
    }

    private interface Condition {
        boolean holds();
    }

    private static boolean until(Server server, Http2 connection, Condition that) throws IOException {
        long deadline = System.nanoTime() + server.target().patience().toNanos();
        while (!that.holds()) {
            Duration rest = Duration.ofNanos(deadline - System.nanoTime());
            if (rest.isNegative() || !connection.read(rest)) {
                return that.holds();
            }
        }
        return true;
    }
}
