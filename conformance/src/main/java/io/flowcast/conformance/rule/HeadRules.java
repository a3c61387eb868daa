package io.flowcast.conformance.rule;

import io.flowcast.conformance.wire.Head;
import io.flowcast.conformance.wire.Head.Header;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What the head of a stream says to clients, caches and proxies. */
final class HeadRules {

    private HeadRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule(
                        "status",
                        "HTML 9.2.2",
                        "a stream is answered with 200: clients give up at anything else",
                        server -> Verdict.of(
                                head(server).status() == 200, "" + head(server).status())),
                new Rule(
                        "content-type",
                        "HTML 9.2.2",
                        "its type is text/event-stream",
                        server -> Verdict.of(
                                head(server).mediaType().equals("text/event-stream"), header(server, "Content-Type"))),
                new Rule(
                        "charset",
                        "HTML 9.2.5",
                        "a charset, where one is named, is UTF-8",
                        server -> Verdict.of(onlyUtf8(head(server)), header(server, "Content-Type"))),
                new Rule(
                        "no-length",
                        "RFC 9110, 8.6",
                        "it has no Content-Length: nobody knows yet how long it will be",
                        server -> Verdict.of(
                                head(server).header("Content-Length").isEmpty(), header(server, "Content-Length"))),
                new Rule(
                        "cache-control",
                        "RFC 9111, 5.2.2",
                        "no cache answers with what was streamed once: no-store, no-cache or private",
                        server -> Verdict.of(
                                cacheControl(server, "no-store")
                                        || cacheControl(server, "no-cache")
                                        || cacheControl(server, "private"),
                                header(server, "Cache-Control"))),
                new Rule(
                        "no-transform",
                        "RFC 9111, 5.2.2.6",
                        "no proxy compresses it, which would hold events back: no-transform",
                        server -> Verdict.of(cacheControl(server, "no-transform"), header(server, "Cache-Control"))),
                new Rule(
                        "no-buffering",
                        "nginx, proxy_buffering",
                        "proxies that heed it do not buffer: X-Accel-Buffering: no",
                        server -> Verdict.of(
                                head(server)
                                        .header("X-Accel-Buffering")
                                        .orElse("")
                                        .equalsIgnoreCase("no"),
                                header(server, "X-Accel-Buffering"))),
                new Rule(
                        "not-compressed",
                        "RFC 9110, 8.4",
                        "it comes uncompressed, though the client would take gzip",
                        HeadRules::notCompressed),
                new Rule(
                        "head-at-once",
                        "HTML 9.2.2",
                        "its head comes at once, and not only with the next event: till then clients are connecting",
                        HeadRules::headAtOnce));
    }

    private static Verdict notCompressed(Server server) throws IOException {
        try (Recording recording = server.get(new Header("Accept-Encoding", "gzip, br, zstd"))) {
            String encoding = recording.head().header("Content-Encoding").orElse("identity");
            return Verdict.of(encoding.equalsIgnoreCase("identity"), "Content-Encoding: " + encoding);
        }
    }

    /** With the last id as its cursor, so that there is nothing to send yet. */
    private static Verdict headAtOnce(Server server) throws IOException {
        List<String> ids = server.fresh().ids();
        Header[] cursor = ids.isEmpty() ? new Header[0] : new Header[] {Server.lastEventId(ids.getLast())};
        long begun = System.nanoTime();
        try (Recording recording = server.get(cursor)) {
            return Verdict.kept(
                    recording.head().status() + " after " + (System.nanoTime() - begun) / 1_000_000 + " ms");
        }
    }

    private static boolean onlyUtf8(Head head) {
        String type =
                head.header("Content-Type").orElse("").toLowerCase(Locale.ROOT).replaceAll("[\"\\s]", "");
        return !type.contains("charset=") || type.matches("[^;]*;charset=utf-8(;.*)?");
    }

    private static boolean cacheControl(Server server, String directive) throws IOException {
        return head(server).lists("Cache-Control", directive);
    }

    private static Head head(Server server) throws IOException {
        return server.fresh().head();
    }

    private static String header(Server server, String name) throws IOException {
        return head(server).header(name).map(value -> name + ": " + value).orElse("no " + name);
    }
}
