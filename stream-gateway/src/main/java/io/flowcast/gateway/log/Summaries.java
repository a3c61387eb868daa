package io.flowcast.gateway.log;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.gateway.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The state of executions without what is big in it: outputs, input and definition stay where they are. */
public final class Summaries {
    private static final Script SUMMARY = Script.load(Summaries.class, "summary.lua");

    private Summaries() {}

    /** The fields of the hash; empty where there is no such execution. */
    public static Future<Map<String, String>> read(Function<Request, Future<Response>> redis, ExecutionId id) {
        return SUMMARY.call(redis, List.of(RedisKeys.of(id).execution(id)), List.of())
                .map(Summaries::fields);
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
