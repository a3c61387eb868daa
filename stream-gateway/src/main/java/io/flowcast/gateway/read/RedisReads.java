package io.flowcast.gateway.read;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.RedisKeys;
import io.flowcast.gateway.api.ProblemException;
import io.flowcast.gateway.api.Problems;
import io.flowcast.gateway.bus.BusConfig;
import io.flowcast.gateway.log.Reading;
import io.flowcast.gateway.log.RedisLog;
import io.flowcast.gateway.log.Summaries;
import io.flowcast.gateway.log.UnreadableException;
import io.flowcast.gateway.redis.Script;
import io.flowcast.redis.Routes;
import io.flowcast.redis.RoutesOfClients;
import io.quarkus.redis.client.RedisClientName;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What the reads ask of Redis. Over a pool, so that one large answer does not hold up the streams. */
@Singleton
class RedisReads {
    private static final Logger LOG = Logger.getLogger(RedisReads.class);
    /** Bytes of events that one answer has. */
    private static final long MAX_PAGE = 8L << 20;

    private static final Script PAGE = Script.loadReading(RedisReads.class, "page.lua");
    private static final Script COUNTS = Script.loadReading(RedisReads.class, "counts.lua");

    private final Routes redis;
    private final long timeoutMillis;
    private final int partitions;

    RedisReads(
            @RedisClientName("reads") Redis redis,
            RoutesOfClients routes,
            BusConfig config,
            @ConfigProperty(name = "flowcast.partitions", defaultValue = "1") int partitions) {
        this.redis = routes.of("reads", redis);
        this.timeoutMillis = config.commandTimeout().toMillis();
        this.partitions = partitions;
    }

    /** A failure of Redis as the answer to a request. */
    static <T> Future<T> orUnavailable(Future<T> read) {
        return read.recover(failure -> {
            if (failure instanceof ProblemException || failure instanceof UnreadableException) {
                return Future.failedFuture(failure);
            }
            LOG.warnf("Redis did not answer a read: %s", failure.getMessage());
            return Future.failedFuture(new ProblemException(Problems.storeUnavailable()));
        });
    }

    /** All fields of the hash; empty where there is no such execution. */
    Future<Map<String, String>> execution(ExecutionId id) {
        return hash(RedisKeys.of(id).execution(id));
    }

    Future<Map<String, String>> hash(String key) {
        return send(Request.cmd(Command.HGETALL).arg(key)).map(RedisReads::pairs);
    }

    Future<@Nullable String> field(String key, String field) {
        return send(Request.cmd(Command.HGET).arg(key).arg(field))
                .map(value -> value == null ? null : value.toString());
    }

    /** Those of these fields that are there. */
    Future<Map<String, String>> fields(String key, List<String> fields) {
        Request request = Request.cmd(Command.HMGET).arg(key);
        fields.forEach(request::arg);
        return send(request).map(values -> {
            Map<String, String> found = new LinkedHashMap<>();
            for (int i = 0; i < fields.size(); i++) {
                if (values.get(i) != null) {
                    found.put(fields.get(i), values.get(i).toString());
                }
            }
            return found;
        });
    }

    /** What lists show of each, in this order; nothing of one that is gone. */
    Future<List<Map<String, String>>> summaries(List<ExecutionId> ids) {
        return Summaries.read(this::send, ids);
    }

    /** Some of a log; not over the streams' connection, where as much as this would hold up all of them. */
    Future<Reading> log(ExecutionId id, @Nullable EventId after, int limit) {
        return RedisLog.page(this::send, id, after, limit, MAX_PAGE);
    }

    /** At most one more than the query wants, so that it shows whether there are more; latest first. */
    Future<List<PageCursor>> page(ExecutionQuery query) {
        List<String> arguments = arguments(query);
        List<Future<Response>> pages = IntStream.range(0, partitions)
                .mapToObj(RedisKeys::new)
                .map(keys -> PAGE.call(this::send, List.of(index(keys, query, query.status())), arguments))
                .toList();
        return Future.all(pages)
                .map(all -> all.<Response>list().stream()
                        .flatMap(RedisReads::entries)
                        .sorted()
                        .limit(query.limit() + 1L)
                        .toList());
    }

    /** As {@link #page}, of the executions that nodes of one started. */
    Future<List<PageCursor>> children(ExecutionId parent, ExecutionQuery query) {
        return PAGE.call(this::send, List.of(RedisKeys.of(parent).parentIndex(parent)), arguments(query))
                .map(page -> entries(page).sorted().toList());
    }

    /** How many executions nodes of this one started. */
    Future<Long> childCount(ExecutionId parent) {
        return send(Request.cmd(Command.ZCARD).arg(RedisKeys.of(parent).parentIndex(parent)))
                .map(Response::toLong);
    }

    private static List<String> arguments(ExecutionQuery query) {
        PageCursor cursor = query.cursor();
        Long from = query.from();
        Long to = query.to();
        return List.of(
                cursor == null ? "" : Long.toString(cursor.startTime()),
                cursor == null ? "" : cursor.id().toString(),
                Integer.toString(query.limit() + 1),
                from == null ? "-inf" : Long.toString(from),
                to == null ? "+inf" : "(" + to);
    }

    private static Stream<PageCursor> entries(Response page) {
        return Summaries.fields(page).entrySet().stream()
                .map(entry ->
                        new PageCursor((long) Double.parseDouble(entry.getValue()), ExecutionId.of(entry.getKey())));
    }

    /** How many there are, in all and by status: from the very indexes that the lists are read from. */
    Future<Map<String, Long>> stats(ExecutionQuery query) {
        List<@Nullable ExecutionStatus> columns = new ArrayList<>();
        columns.add(null);
        columns.addAll(List.of(ExecutionStatus.values()));
        List<Future<Response>> counts = IntStream.range(0, partitions)
                .mapToObj(RedisKeys::new)
                .map(keys -> columns.stream()
                        .map(status -> index(keys, query, status))
                        .toList())
                .map(indexes -> COUNTS.call(this::send, indexes, List.of()))
                .toList();
        return Future.all(counts).map(all -> {
            Map<String, Long> stats = new LinkedHashMap<>();
            for (Response partition : all.<Response>list()) {
                for (int i = 0; i < columns.size(); i++) {
                    ExecutionStatus status = columns.get(i);
                    stats.merge(
                            status == null ? "total" : status.wire(),
                            partition.get(i).toLong(),
                            Long::sum);
                }
            }
            return stats;
        });
    }

    private static String index(RedisKeys keys, ExecutionQuery query, @Nullable ExecutionStatus status) {
        String owner = query.owner();
        String workflowId = query.workflowId();
        if (owner != null) {
            return keys.ownerIndex(owner, workflowId, status);
        }
        if (workflowId == null) {
            return status == null ? keys.index() : keys.index(status);
        }
        return status == null ? keys.workflowIndex(workflowId) : keys.workflowIndex(workflowId, status);
    }

    private Future<Response> send(Request request) {
        return redis.send(request).timeout(timeoutMillis, TimeUnit.MILLISECONDS);
    }

    private static Map<String, String> pairs(@Nullable Response map) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (map != null) {
            for (String key : map.getKeys()) {
                fields.put(key, map.get(key).toString());
            }
        }
        return fields;
    }

    /** The state of an execution that is certain to have one. */
    static boolean has(Map<String, String> fields, @Nullable ExecutionStatus status) {
        String stored = fields.get(ExecutionFields.STATUS);
        return stored != null && (status == null || status.wire().equals(stored));
    }
}
