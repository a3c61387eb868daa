package io.flowcast.systemtests.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.EventType;
import io.flowcast.events.StreamEvents;
import io.flowcast.systemtests.history.Connection;
import io.flowcast.systemtests.history.Connection.End;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The browser's own EventSource, in a view's page: it comes back by itself, with its own Last-Event-ID, and all it hands to scripts
 * is written down. Of the thread of its view.
 */
public final class EventStream {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> OWN =
            List.of(StreamEvents.SYNCED, StreamEvents.RECONNECT, StreamEvents.CLOSED, StreamEvents.HEARTBEAT);

    /** Everything by name, since EventSource hands no event to who has not asked for its type. */
    private static final String OPEN = """
            ({name, url, types}) => {
              const source = new EventSource(url);
              const record = {source, connections: [], failures: 0};
              source.onopen = () => record.connections.push([]);
              source.onerror = () => record.failures++;
              for (const type of types) {
                source.addEventListener(type, event => record.connections.at(-1).push(
                  {id: event.lastEventId, event: type, data: event.data}));
              }
              window[name] = record;
            }""";

    private static final String READ = """
            name => JSON.stringify({state: window[name].source.readyState, failures: window[name].failures,
                                    connections: window[name].connections})""";

    private final View view;
    private final String name;
    private final String url;

    private EventStream(View view, String name, String url) {
        this.view = view;
        this.name = name;
        this.url = url;
    }

    /** Opens one in the page that the view shows, which has to stay. */
    public static EventStream open(View view, String url) {
        List<String> types = Stream.concat(
                        Arrays.stream(EventType.values()).map(EventType::wire),
                        Stream.concat(
                                OWN.stream(),
                                Stream.of(StreamEvents.SNAPSHOT, StreamEvents.LIST, StreamEvents.CHANGED)))
                .toList();
        String name = "stream" + System.nanoTime();
        view.page().evaluate(OPEN, Map.of("name", name, "url", url, "types", types));
        return new EventStream(view, name, url);
    }

    /** Whether it has given up, or been told to stop: it will not come back. */
    public boolean closed() {
        return read().path("state").asInt() == 2;
    }

    /** How often a connection of it ended or did not come to be. */
    public int failures() {
        return read().path("failures").asInt();
    }

    /** All frames so far. */
    public List<Frame> frames() {
        return history("").frames();
    }

    /** Of all frames so far. */
    public List<String> types() {
        return frames().stream().map(Frame::event).toList();
    }

    /** What came over which connection, such as were answered with 200, that is. How each ended scripts are not told. */
    public History history(String executionId) {
        List<Connection> connections = new ArrayList<>();
        String cursor = null;
        for (JsonNode connection : read().path("connections")) {
            List<Frame> frames = new ArrayList<>();
            for (JsonNode frame : connection) {
                frames.add(frame(frame));
            }
            connections.add(new Connection(url, cursor, 200, frames, End.SERVER));
            cursor = last(frames, cursor);
        }
        return new History(executionId, connections);
    }

    private static @Nullable String last(List<Frame> frames, @Nullable String cursor) {
        return frames.stream().map(Frame::id).filter(id -> id != null).reduce(cursor, (before, after) -> after);
    }

    /** Scripts see the last id there was with whatever comes after it. */
    private static Frame frame(JsonNode frame) {
        String event = frame.path("event").asText();
        String id = OWN.contains(event) ? null : frame.path("id").asText();
        return new Frame(id, event, frame.path("data").asText(), null, List.of(), Instant.now());
    }

    private JsonNode read() {
        try {
            return JSON.readTree((String) view.page().evaluate(READ, name));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
