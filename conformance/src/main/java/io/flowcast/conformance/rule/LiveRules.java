package io.flowcast.conformance.rule;

import io.flowcast.conformance.proxy.Proxy;
import io.flowcast.conformance.proxy.ProxyKind;
import io.flowcast.conformance.stream.Block;
import io.flowcast.conformance.wire.Head.Header;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** That events come when they happen, straight and through proxies: what stands in between must hold nothing back. */
final class LiveRules {
    private static final int TIMES = 3;

    private LiveRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule(
                        "events-before-end",
                        "practice",
                        "events come while the answer goes on: nothing on the way collects them",
                        LiveRules::beforeEnd),
                new Rule(
                        "live",
                        "practice",
                        "each event comes when it happens, though nothing follows that could push it out",
                        server -> live(server, server.url())),
                new Rule(
                        "through-nginx",
                        "nginx, proxy_pass",
                        "through nginx as it comes, which buffers and speaks HTTP/1.0, events come as well",
                        server -> through(server, ProxyKind.NGINX)),
                new Rule(
                        "through-haproxy",
                        "HAProxy, mode http",
                        "through HAProxy with compression, which checks what it passes on, events come as well",
                        server -> through(server, ProxyKind.HAPROXY)));
    }

    private static Verdict beforeEnd(Server server) throws IOException {
        return beforeEnd(server, server.url());
    }

    private static Verdict beforeEnd(Server server, URI url) throws IOException {
        try (Recording recording = server.get(url, new Header("Accept-Encoding", "gzip"))) {
            if (!recording.isStream()) {
                return Verdict.broken(
                        recording.head().status() + " " + recording.head().mediaType());
            }
            String encoding = recording.head().header("Content-Encoding").orElse("identity");
            if (!encoding.equals("identity")) {
                return Verdict.broken("Content-Encoding: " + encoding);
            }
            boolean came = recording.until(
                    some -> some.firstEvent().isPresent() || some.body().ended(),
                    server.target().patience());
            if (recording.body().ended()) {
                return Verdict.notApplicable("the stream is over at once");
            }
            return Verdict.of(
                    came,
                    came
                            ? recording.events().size() + " events after "
                                    + recording.age().toMillis() + " ms"
                            : "none within " + server.target().patience().toSeconds()
                                    + " s, something holds them back");
        }
    }

    private static Verdict live(Server server, URI url) throws IOException, InterruptedException {
        Optional<Target.Emitter> emitter = server.target().emitter();
        if (emitter.isEmpty()) {
            return Verdict.notApplicable("nobody said how to have an event sent (--emit)");
        }
        try (Recording recording = server.get(url, new Header("Accept-Encoding", "gzip"))) {
            if (!recording.isStream()) {
                return Verdict.broken(
                        recording.head().status() + " " + recording.head().mediaType());
            }
            recording.until(some -> some.bytes() > 0, server.target().patience());
            recording.untilQuiet(server.target().silence(), server.target().patience());
            for (int i = 1; i <= TIMES; i++) {
                int before = recording.eventsWithIds().size();
                emitter.get().emit();
                Predicate<Recording> more = some -> some.eventsWithIds().size() > before;
                if (!recording.until(more, server.target().patience())) {
                    return Verdict.broken("event " + i + " of " + TIMES + " did not come within "
                            + server.target().patience().toSeconds() + " s");
                }
            }
            List<Block> events = recording.eventsWithIds();
            return Verdict.kept(
                    TIMES + " of " + TIMES + ", the last " + events.getLast().brief());
        }
    }

    private static Verdict through(Server server, ProxyKind kind) throws IOException, InterruptedException {
        Optional<Proxy> started =
                Proxy.start(kind, server.url(), server.target().patience());
        if (started.isEmpty()) {
            return Verdict.notApplicable(kind.program() + " is not installed");
        }
        try (Proxy proxy = started.get()) {
            URI url = proxy.before(server.url());
            Verdict early = beforeEnd(server, url);
            return early instanceof Verdict.Kept && server.target().emitter().isPresent() ? live(server, url) : early;
        }
    }
}
