package io.flowcast.conformance.rule;

import io.flowcast.conformance.wire.Head.Header;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to ask, and what only whoever runs the server can know.
 *
 * @param url of a stream that goes on, and has a few events that can be had again
 * @param headers that every request has, credentials say
 * @param ended of a stream that is over, where clients are told to stay away
 * @param cursorParameter the query parameter that stands for Last-Event-ID
 * @param beyond an id that lies beyond the end of what there is
 * @param forgotten an id older than what is kept
 * @param origin of a page that asks from elsewhere
 * @param emitter has the server send an event on the stream
 * @param patience within which what has to come comes
 * @param silence after which nothing more is expected at the moment
 * @param keepalive within which a quiet stream shows that it lives
 */
public record Target(
        URI url,
        List<Header> headers,
        Optional<URI> ended,
        Optional<String> cursorParameter,
        Optional<String> beyond,
        Optional<String> forgotten,
        String origin,
        Optional<Emitter> emitter,
        Duration patience,
        Duration silence,
        Duration keepalive) {

    /** Has the server send one event more. */
    @FunctionalInterface
    public interface Emitter {
        void emit() throws InterruptedException;
    }

    public Target {
        headers = List.copyOf(headers);
    }

    public static Target of(URI url) {
        return new Target(
                url,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "https://elsewhere.example",
                Optional.empty(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20));
    }
}
