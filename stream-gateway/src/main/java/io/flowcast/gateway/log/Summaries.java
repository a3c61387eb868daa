package io.flowcast.gateway.log;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.gateway.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The state of executions without what is big in it: outputs, input and definition stay where they are. */
public final class Summaries {
    private static final Script SUMMARY = Script.loadReading(Summaries.class, "summary.lua");

    /** Redis does nothing else meanwhile: for about a millisecond. */
    private static final int AT_ONCE = 25;

    private Summaries() {}

    /** The fields of the hash; empty where there is no such execution. */
    public static Future<Map<String, String>> read(Function<Request, Future<Response>> redis, ExecutionId id) {
        return SUMMARY.call(redis, List.of(RedisKeys.of(id).execution(id)), List.of())
                .map(found -> fields(found.get(0)));
    }

    /** The same of many, in the order asked for; in some reads of a bounded size, not atomic together. */
    public static Future<List<Map<String, String>>> read(
            Function<Request, Future<Response>> redis, List<ExecutionId> ids) {
        Map<Integer, List<ExecutionId>> partitions = new TreeMap<>();
        ids.forEach(id -> partitions
                .computeIfAbsent(id.partition(), p -> new ArrayList<>())
                .add(id));
        Map<ExecutionId, Map<String, String>> found = new ConcurrentHashMap<>();
        List<Future<?>> reads = new ArrayList<>();
        for (List<ExecutionId> all : partitions.values()) {
            for (int from = 0; from < all.size(); from += AT_ONCE) {
                List<ExecutionId> some = all.subList(from, Math.min(from + AT_ONCE, all.size()));
                List<String> keys =
                        some.stream().map(id -> RedisKeys.of(id).execution(id)).toList();
                reads.add(SUMMARY.call(redis, keys, List.of()).onSuccess(answer -> {
                    for (int i = 0; i < some.size(); i++) {
                        found.put(some.get(i), fields(answer.get(i)));
                    }
                }));
            }
        }
        return Future.all(reads)
                .map(done ->
                        ids.stream().map(id -> found.getOrDefault(id, Map.of())).toList());
    }

    /** The pairs of a flat answer. */
    public static Map<String, String> fields(Response flat) {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            fields.put(flat.get(i).toString(), flat.get(i + 1).toString());
        }
        return fields;
    }
}
