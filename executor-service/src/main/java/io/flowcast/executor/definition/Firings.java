package io.flowcast.executor.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flowcast.events.RedisKeys;
import io.flowcast.events.TriggerState;
import io.flowcast.executor.store.RedisScripts;
import io.flowcast.executor.store.Script;
import io.flowcast.executor.store.StoreUnavailable;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When the triggers of definitions fired last and will fire next, for people and for executors that start. Calls block, and
 * throw {@link StoreUnavailable} where Redis does not answer.
 */
@ApplicationScoped
public class Firings {

    private static final Script RECORD = Script.load(Firings.class, "record-firing.lua");

    private final RedisScripts redis;

    public Firings(RedisScripts redis) {
        this.redis = redis;
    }

    public Optional<TriggerState> of(String workflowId, int index) {
        Response answer =
                redis.send(Request.cmd(Command.HGET).arg(RedisKeys.TRIGGERS).arg(RedisKeys.trigger(workflowId, index)));
        return Optional.ofNullable(answer).map(text -> parsed(text.toString()));
    }

    /** Says when it fired last and will fire next, unless a later firing is recorded, or the workflow is gone. */
    public void record(String workflowId, int index, TriggerState state) {
        TriggerState.Firing last = state.last();
        redis.run(
                RECORD,
                List.of(RedisKeys.TRIGGERS, RedisKeys.DEFINITIONS),
                List.of(
                        workflowId,
                        RedisKeys.trigger(workflowId, index),
                        last == null ? "0" : Long.toString(last.at()),
                        written(state)));
    }

    private static TriggerState parsed(String json) {
        try {
            return JsonSchema.JSON.readValue(json, TriggerState.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Redis holds what is no state of a trigger: " + json, e);
        }
    }

    private static String written(@Nullable Object value) {
        try {
            return JsonSchema.JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a state of a trigger can't be written as JSON", e);
        }
    }
}
