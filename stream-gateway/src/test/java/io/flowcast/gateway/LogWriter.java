package io.flowcast.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.events.EventType;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.RedisKeys;
import io.quarkus.redis.datasource.RedisDataSource;
import io.vertx.mutiny.redis.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes an execution as an executor does: hash, log and PUBLISH in one atomic step, in the form of the contract. It can
 * also do what no executor should: keep the PUBLISH back, cut the log, and lose what it wrote.
 */
public final class LogWriter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final String STEP = """
            for i = 4, 3 + tonumber(ARGV[2]), 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
            redis.call('HSET', KEYS[1], 'lastId', ARGV[3])
            local id, events = ARGV[#ARGV - 1], ARGV[#ARGV]
            redis.call('XADD', KEYS[2], id, 'events', events)
            if ARGV[1] == 'publish' then redis.call('PUBLISH', KEYS[3], id .. '\\n' .. events) end
            """;

    private final RedisDataSource redis;
    private final ExecutionId id;
    private final RedisKeys keys;
    private final List<EventMessage> written = new ArrayList<>();
    private long fence =
            System.currentTimeMillis() * 1_000 + ThreadLocalRandom.current().nextInt(1_000);
    private boolean silent;

    public LogWriter(RedisDataSource redis) {
        this(redis, randomId());
    }

    public LogWriter(RedisDataSource redis, ExecutionId id) {
        this.redis = redis;
        this.id = id;
        this.keys = RedisKeys.of(id);
    }

    public static ExecutionId randomId() {
        StringBuilder ulid = new StringBuilder("01");
        for (int i = 0; i < 24; i++) {
            ulid.append(ALPHABET.charAt(ThreadLocalRandom.current().nextInt(32)));
        }
        return new ExecutionId(0, ulid.toString());
    }

    public ExecutionId id() {
        return id;
    }

    /** Everything in the log, as a client is to see it. */
    public List<EventMessage> written() {
        return List.copyOf(written);
    }

    public EventId last() {
        return written.getLast().id();
    }

    public EventId at(int seq) {
        return written.get(seq - 1).id();
    }

    /** What follows is written but not published. */
    public LogWriter silently() {
        silent = true;
        return this;
    }

    public LogWriter aloud() {
        silent = false;
        return this;
    }

    /** A takeover: what follows has another fence. */
    public LogWriter takeOver() {
        fence += 1_000;
        return this;
    }

    public LogWriter start() {
        return step(
                Map.of(
                        ExecutionFields.WORKFLOW_ID, "test",
                        ExecutionFields.WORKFLOW_NAME, "Test",
                        ExecutionFields.VERSION, "1",
                        ExecutionFields.STATUS, ExecutionStatus.RUNNING.wire(),
                        ExecutionFields.START_TIME, "1764000000000"),
                List.of(event(EventType.WORKFLOW_STARTED, "started")));
    }

    /** So many events, each in a step of its own. */
    public LogWriter log(int count) {
        for (int i = 0; i < count; i++) {
            step(Map.of(), List.of(event(EventType.NODE_LOG, "line")));
        }
        return this;
    }

    /** So many events of about so many bytes in one step. */
    public LogWriter burst(int count, int size) {
        List<EventMessage> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(event(EventType.NODE_LOG, "x".repeat(size), events.size()));
        }
        return step(Map.of(), events);
    }

    /** An event in whatever form, but for what says where it stands. */
    public LogWriter tell(ObjectNode form) {
        long seq = written.size() + 1L;
        ObjectNode event = form.deepCopy()
                .put("executionId", id.toString())
                .put("seq", seq)
                .put("timestamp", 1764000000000L + seq);
        String type = event.path("type").asText();
        return step(Map.of(), List.of(new EventMessage(new EventId(seq, fence), type, event.toString())));
    }

    public LogWriter complete() {
        return step(
                Map.of(
                        ExecutionFields.STATUS,
                        ExecutionStatus.COMPLETED.wire(),
                        ExecutionFields.END_TIME,
                        "1764000001000"),
                List.of(event(EventType.WORKFLOW_COMPLETED, "done")));
    }

    public LogWriter fields(Map<String, String> fields) {
        redis.hash(String.class).hset(keys.execution(id), fields);
        return this;
    }

    /** Cuts the log down to its last events. */
    public LogWriter trim(int kept) {
        redis.execute("XTRIM", keys.log(id), "MAXLEN", "=", Integer.toString(kept));
        return this;
    }

    /** Loses the last events, as a failover does: that there were larger ids, too, which XADD would go by. */
    public LogWriter lose(int count) {
        for (int i = 0; i < count; i++) {
            redis.execute("XDEL", keys.log(id), written.removeLast().id().toString());
        }
        String kept = keys.log(id) + ":kept";
        for (Response entry : redis.execute("XRANGE", keys.log(id), "-", "+")) {
            List<String> words = new ArrayList<>(List.of(kept, entry.get(0).toString()));
            entry.get(1).forEach(word -> words.add(word.toString()));
            redis.execute("XADD", words.toArray(String[]::new));
        }
        redis.execute("HSET", keys.execution(id), ExecutionFields.LAST_ID, last().toString());
        redis.execute("RENAME", kept, keys.log(id));
        return this;
    }

    /** Writes events again that were lost, as their owner does. */
    public LogWriter restore(List<EventMessage> lost) {
        lost.forEach(event -> step(Map.of(), List.of(event)));
        return this;
    }

    /** Redis has nothing of it any more. */
    public LogWriter forget() {
        written.clear();
        return this;
    }

    public LogWriter delete() {
        redis.key().del(keys.execution(id), keys.log(id));
        return this;
    }

    private EventMessage event(EventType type, String message) {
        return event(type, message, 0);
    }

    private EventMessage event(EventType type, @Nullable String message, int offset) {
        long seq = written.size() + 1L + offset;
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", type.wire());
        event.put("executionId", id);
        event.put("seq", seq);
        event.put("timestamp", 1764000000000L + seq);
        if (message != null) {
            event.put("message", message);
        }
        try {
            return new EventMessage(new EventId(seq, fence), type.wire(), JSON.writeValueAsString(event));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private LogWriter step(Map<String, String> fields, List<EventMessage> events) {
        List<String> arguments = new ArrayList<>(List.of(
                STEP,
                "3",
                keys.execution(id),
                keys.log(id),
                keys.events(id),
                silent ? "keep" : "publish",
                Integer.toString(fields.size() * 2),
                events.getLast().id().toString()));
        new LinkedHashMap<>(fields).forEach((name, value) -> {
            arguments.add(name);
            arguments.add(value);
        });
        String text = events.stream().map(EventMessage::line).collect(Collectors.joining("\n"));
        arguments.addAll(List.of(events.getLast().id().toString(), text));
        redis.execute("EVAL", arguments.toArray(String[]::new));
        written.addAll(events);
        return this;
    }
}
