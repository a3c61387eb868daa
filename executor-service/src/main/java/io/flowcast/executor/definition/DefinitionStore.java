package io.flowcast.executor.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flowcast.events.DefinitionSummary;
import io.flowcast.events.RedisKeys;
import io.flowcast.events.StoredDefinition;
import io.flowcast.executor.store.RedisScripts;
import io.flowcast.executor.store.Script;
import io.flowcast.executor.store.StoreUnavailable;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The versions of workflows that Redis holds. A version never changes, so its model is made once and kept; only which
 * one is the latest is asked every time. Calls block, on any thread but an event loop, and throw {@link StoreUnavailable}
 * where Redis does not answer.
 */
@ApplicationScoped
public class DefinitionStore {
    private static final Script PUT = Script.load(DefinitionStore.class, "put-definition.lua");
    private static final int REMEMBERED = 1000;

    private final RedisScripts redis;
    /** Emptied when full. */
    private final Map<Key, Stored> known = new ConcurrentHashMap<>();

    private record Key(String id, int version) {}

    private record Stored(String contentHash, Definition definition) {}

    /**
     * What came of a put.
     *
     * @param definition with its version
     * @param isNew whether the version was made by this put
     */
    public record Put(Definition definition, boolean isNew) {}

    /** Who a definition comes from. */
    public enum Source {
        FILE("file"),
        API("api");

        private final String wire;

        Source(String wire) {
            this.wire = wire;
        }
    }

    public DefinitionStore(RedisScripts redis) {
        this.redis = redis;
    }

    /** The highest version; empty if there is no such workflow. */
    public Optional<Definition> latest(String workflowId) {
        return summary(workflowId).flatMap(summary -> {
            Stored stored = known.get(new Key(workflowId, summary.version()));
            return stored != null && stored.contentHash().equals(summary.contentHash())
                    ? Optional.of(stored.definition())
                    : load(workflowId, summary.version());
        });
    }

    public Optional<Definition> version(String workflowId, int version) {
        Stored stored = known.get(new Key(workflowId, version));
        return stored == null ? load(workflowId, version) : Optional.of(stored.definition());
    }

    /** What lists show of the latest version. */
    public Optional<DefinitionSummary> summary(String workflowId) {
        return Optional.ofNullable(ask(RedisKeys.DEFINITIONS, workflowId))
                .map(json -> parsed(json, DefinitionSummary.class));
    }

    /**
     * Keeps a valid definition, atomically. Content that some version has makes no new version; else it becomes the
     * next and the latest.
     */
    public Put put(Definition definition, Source source) {
        String id = definition.id();
        String hash = ContentHash.of(definition.source());
        Response answer = redis.run(
                PUT,
                List.of(RedisKeys.DEFINITIONS, RedisKeys.definition(id), RedisKeys.definitionHashes(id)),
                List.of(id, hash, source.wire, openSummary(definition, source, hash), written(definition.source())));
        int version = answer.get(0).toInteger();
        Definition stored = DefinitionForm.fromStored(definition.source(), version);
        remember(hash, stored);
        return new Put(stored, answer.get(1).toInteger() == 1);
    }

    private Optional<Definition> load(String workflowId, int version) {
        String json = ask(RedisKeys.definition(workflowId), Integer.toString(version));
        if (json == null) {
            return Optional.empty();
        }
        StoredDefinition stored = parsed(json, StoredDefinition.class);
        Definition definition = DefinitionForm.fromStored(stored.definition(), version);
        remember(stored.summary().contentHash(), definition);
        return Optional.of(definition);
    }

    private void remember(String contentHash, Definition definition) {
        if (known.size() >= REMEMBERED) {
            known.clear();
        }
        known.put(new Key(definition.id(), definition.version()), new Stored(contentHash, definition));
    }

    private @Nullable String ask(String key, String field) {
        Response answer = redis.send(Request.cmd(Command.HGET).arg(key).arg(field));
        return answer == null ? null : answer.toString();
    }

    /** The script adds version and time, and the brace. */
    private static String openSummary(Definition definition, Source source, String hash) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("id", definition.id());
        summary.put("name", definition.name());
        if (definition.description() != null) {
            summary.put("description", definition.description());
        }
        summary.put("source", source.wire);
        summary.put("contentHash", hash);
        String json = written(summary);
        return json.substring(0, json.length() - 1);
    }

    private static String written(Map<String, Object> value) {
        try {
            return JsonSchema.JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a definition can't be written as JSON", e);
        }
    }

    private static <T> T parsed(String json, Class<T> type) {
        try {
            return JsonSchema.JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Redis holds what is no " + type.getSimpleName() + ": " + json, e);
        }
    }
}
