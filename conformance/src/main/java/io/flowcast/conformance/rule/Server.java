package io.flowcast.conformance.rule;

import io.flowcast.conformance.wire.Head.Header;
import io.flowcast.conformance.wire.Http1;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The server that is asked. What several rules look at is recorded once. Thread-safe. */
public final class Server {
    private static final List<String> CREDENTIALS = List.of("authorization", "cookie");

    private final Target target;
    private @Nullable Recording fresh; // guarded by this

    public Server(Target target) {
        this.target = target;
    }

    Target target() {
        return target;
    }

    URI url() {
        return target.url();
    }

    /** The stream from its beginning, as far as there is something at once; whoever looks at it reads no further. */
    synchronized Recording fresh() throws IOException {
        if (fresh == null) {
            Recording recording = get();
            try (recording) {
                recording.until(some -> some.bytes() > 0, target.patience());
                recording.untilQuiet(target.silence(), target.patience());
            }
            fresh = recording;
        }
        return fresh;
    }

    /** A new request for the stream, over a connection of its own. */
    Recording get(Header... more) throws IOException {
        return get(url(), more);
    }

    Recording get(URI url, Header... more) throws IOException {
        return ask("GET", url, true, more);
    }

    Recording ask(String method, URI url, boolean credentials, Header... more) throws IOException {
        Http1 connection = Http1.open(url, target.patience());
        try {
            connection.send(request(method, url, credentials, more));
            return new Recording(connection, method);
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    String request(String method, URI url, boolean credentials, Header... more) {
        return Http1.request(method, url, "HTTP/1.1", headers(credentials, more), url.getRawAuthority());
    }

    /** Those of an EventSource, of the target and these. */
    List<Header> headers(boolean credentials, Header... more) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Accept", "text/event-stream"));
        target.headers().stream()
                .filter(header ->
                        credentials || !CREDENTIALS.contains(header.name().toLowerCase(Locale.ROOT)))
                .forEach(headers::add);
        headers.addAll(List.of(more));
        return headers;
    }

    static Header lastEventId(String id) {
        return new Header("Last-Event-ID", id);
    }
}
