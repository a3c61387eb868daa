package io.flowcast.gateway.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.EventBatch;
import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionSnapshot;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.LogFields;
import io.flowcast.events.RedisKeys;
import io.flowcast.gateway.api.LogContext;
import io.flowcast.gateway.redis.CommandLine;
import io.flowcast.gateway.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** {@link LogSource} on Redis: each read is one script, or one pipeline. Answers on the Vert.x context that asked. */
public final class RedisLog implements LogSource {
    private static final Logger LOG = Logger.getLogger(RedisLog.class);
    private static final Script PAGE = Script.loadReading(RedisLog.class, "page.lua");

    private final CommandLine redis;
    private final ObjectMapper json;
    private final Projection projection;
    private final InstantSource clock;
    private final int pageSize;
    private final long pageBytes;

    /**
     * Reads over this connection.
     *
     * @param pageSize most events that one read brings
     * @param pageBytes of events after which it brings no more
     */
    public RedisLog(CommandLine redis, ObjectMapper json, InstantSource clock, int pageSize, long pageBytes) {
        this.redis = redis;
        this.json = json;
        this.projection = new Projection(json);
        this.clock = clock;
        this.pageSize = pageSize;
        this.pageBytes = pageBytes;
    }

    @Override
    public void read(ExecutionId id, @Nullable EventId after, Consumer<Reading> answer) {
        page(redis::send, id, after, pageSize, pageBytes)
                .otherwise(failure -> new Reading.Unreachable(reason("log", id, failure)))
                .onSuccess(answer::accept);
    }

    /** As {@link #read}, over a connection and with bounds of the caller's, and with failures as such. */
    public static Future<Reading> page(
            Function<Request, Future<Response>> redis, ExecutionId id, @Nullable EventId after, int limit, long bytes) {
        RedisKeys keys = RedisKeys.of(id);
        int count = after == null ? limit : limit + 1;
        List<String> arguments =
                List.of(after == null ? "" : after.toString(), Integer.toString(count), Long.toString(bytes));
        return PAGE.call(redis, List.of(keys.execution(id), keys.log(id)), arguments)
                .map(response -> response.size() == 0
                        ? new Reading.Missing()
                        : Continuity.judge(after, page(response, after, count)));
    }

    @Override
    public void snapshot(ExecutionId id, String reason, Consumer<StateReading> answer) {
        Summaries.read(redis::send, id)
                .map(fields -> state(id, fields, reason))
                .otherwise(failure -> new StateReading.Unreachable(reason("state", id, failure)))
                .onSuccess(answer::accept);
    }

    @Override
    public void tails(List<ExecutionId> ids, Consumer<TailReading> answer) {
        Map<Integer, List<ExecutionId>> partitions =
                ids.stream().collect(Collectors.groupingBy(ExecutionId::partition));
        Map<ExecutionId, EventId> found = new ConcurrentHashMap<>();
        Future.all(partitions.values().stream().map(some -> tails(some, found)).toList())
                .<TailReading>map(done -> {
                    List<@Nullable EventId> last = new ArrayList<>();
                    ids.forEach(id -> last.add(found.get(id)));
                    return new TailReading.Tails(last);
                })
                .otherwise(failure -> new TailReading.Unreachable(String.valueOf(failure.getMessage())))
                .onSuccess(answer::accept);
    }

    private Future<?> tails(List<ExecutionId> ids, Map<ExecutionId, EventId> found) {
        List<Request> requests = ids.stream()
                .map(id -> Request.cmd(Command.HGET)
                        .arg(RedisKeys.of(id).execution(id))
                        .arg(ExecutionFields.LAST_ID))
                .toList();
        return redis.batch(requests).onSuccess(responses -> {
            for (int i = 0; i < ids.size(); i++) {
                if (responses.get(i) != null) {
                    found.put(ids.get(i), EventId.of(responses.get(i).toString()));
                }
            }
        });
    }

    private StateReading state(ExecutionId id, Map<String, String> fields, String reason) {
        if (fields.isEmpty()) {
            return new StateReading.Missing();
        }
        ExecutionSnapshot snapshot = projection.snapshot(id, fields, reason, clock.millis());
        try {
            return new StateReading.State(snapshot, json.writeValueAsString(snapshot));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a snapshot that is no JSON", e);
        }
    }

    private static LogPage page(Response response, @Nullable EventId after, int count) {
        List<EventMessage> events = new ArrayList<>();
        for (Response entry : response.get(3)) {
            EventId last = EventId.of(entry.get(0).toString());
            String text = Summaries.fields(entry.get(1)).getOrDefault(LogFields.EVENTS, "");
            // The first entry may begin before the cursor.
            for (EventMessage event : new EventBatch(last, text).events()) {
                if (after == null || event.id().seq() >= after.seq()) {
                    events.add(event);
                }
            }
        }
        boolean cut = response.get(4).toInteger() == 1;
        boolean full = cut || response.get(3).size() == count || events.size() > count;
        String status = response.get(1).toString();
        String first = response.get(2).toString();
        return new LogPage(
                EventId.of(response.get(0).toString()),
                ExecutionStatus.parse(status).orElse(ExecutionStatus.RUNNING),
                first.isEmpty() ? null : EventId.of(first),
                events.size() > count ? events.subList(0, count) : events,
                full);
    }

    private static String reason(String what, ExecutionId id, Throwable failure) {
        boolean broken = failure instanceof UnreadableException || failure instanceof IllegalArgumentException;
        try (LogContext _ = LogContext.of(id)) {
            LOG.logf(broken ? Logger.Level.ERROR : Logger.Level.DEBUG, failure, "cannot read the %s of %s", what, id);
        }
        return String.valueOf(failure.getMessage());
    }
}
