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
 * The versions of workflows that Redis holds. A version never changes while Redis keeps it, so its model is made once and kept; only which
 * one is the latest, and whether an older one is still there, is asked every time. Calls block, on any thread but an event
 * loop, and throw {@link StoreUnavailable} where Redis does not answer.
 */
@ApplicationScoped
public class DefinitionStore {
    private static final Script PUT = Script.load(DefinitionStore.class, "definition-tags.lua", "put-definition.lua");
    private static final Script DELETE =
            Script.load(DefinitionStore.class, "definition-tags.lua", "delete-definition.lua");
    private static final int REMEMBERED = 1000;

    private final RedisScripts redis;
    private final DefinitionsConfig config;
    /** Emptied when full. */
    private final Map<Key, Known> known = new ConcurrentHashMap<>();
    /** By workflow: who asks at the same time asks once. Emptied when full. */
    private final Map<String, SharedRead<Optional<DefinitionSummary>>> asked = new ConcurrentHashMap<>();

    private record Key(String id, int version) {}

    /**
     * The latest version of a workflow.
     *
     * @param owner who put it; null where nobody in particular did: a file, or whoever came while authentication was off
     */
    public record Latest(
            CompiledDefinition definition, @Nullable String owner) {}

    private record Known(String contentHash, CompiledDefinition definition) {}

    /** What came of a put. */
    public sealed interface Put {

        /**
         * Redis has it.
         *
         * @param definition with its version
         * @param isNew whether the version was made by this put
         */
        record Stored(Definition definition, boolean isNew, String tag) implements Put {}

        /**
         * It is not as the caller believes; nothing was changed.
         *
         * @param tag of the latest version; null where there is no such workflow
         */
        record Mismatch(@Nullable String tag) implements Put {}

        /** There are as many workflows as there may be; nothing was changed. */
        record Full(int limit) implements Put {}
    }

    /** What came of a deletion. */
    public sealed interface Deletion {

        record Deleted() implements Deletion {}

        record Unknown() implements Deletion {}

        /** A file holds it, and would bring it back. */
        record OfFile() implements Deletion {}

        /**
         * It is not as the caller believes; nothing was changed.
         *
         * @param tag of the latest version
         */
        record Mismatch(String tag) implements Deletion {}
    }

    /** Who a definition comes from. */
    public enum Source {
        FILE("file"),
        API("api");

        private final String wire;

        Source(String wire) {
            this.wire = wire;
        }
    }

    public DefinitionStore(RedisScripts redis, DefinitionsConfig config) {
        this.redis = redis;
        this.config = config;
    }

    /** The highest version; empty if there is no such workflow. Throws {@link UnreadableDefinition}. */
    public Optional<CompiledDefinition> latest(String workflowId) {
        return latestWithOwner(workflowId).map(Latest::definition);
    }

    /** The same, and whose it is. */
    public Optional<Latest> latestWithOwner(String workflowId) {
        if (asked.size() > REMEMBERED) {
            asked.clear();
        }
        SharedRead<Optional<DefinitionSummary>> read = asked.computeIfAbsent(workflowId, _ -> new SharedRead<>());
        return read.get(() -> summary(workflowId)).flatMap(summary -> {
            Known remembered = known.get(new Key(workflowId, summary.version()));
            Optional<CompiledDefinition> definition =
                    remembered != null && remembered.contentHash().equals(summary.contentHash())
                            ? Optional.of(remembered.definition())
                            : load(workflowId, summary.version());
            return definition.map(found -> new Latest(found, summary.owner()));
        });
    }

    /** One version; empty if there is none, or it is not kept any more. Throws {@link UnreadableDefinition}. */
    public Optional<CompiledDefinition> version(String workflowId, int version) {
        Known remembered = known.get(new Key(workflowId, version));
        return remembered != null && exists(workflowId, version)
                ? Optional.of(remembered.definition())
                : load(workflowId, version);
    }

    /** Reads every version anew: Redis may have lost them, and numbered others the same. */
    void forget() {
        known.clear();
    }

    /** What lists show of the latest version. */
    public Optional<DefinitionSummary> summary(String workflowId) {
        Response answer =
                redis.ask(Request.cmd(Command.HGET).arg(RedisKeys.DEFINITIONS).arg(workflowId));
        return Optional.ofNullable(answer).map(Response::toString).map(json -> parsed(json, DefinitionSummary.class));
    }

    /** Counts up with every change of any definition. */
    public long changes() {
        Response answer = redis.send(Request.cmd(Command.GET).arg(RedisKeys.DEFINITION_CHANGES));
        return answer == null ? 0 : answer.toLong();
    }

    /** What lists show of the latest version of every workflow. */
    public List<DefinitionSummary> summaries() {
        Response answer = redis.send(Request.cmd(Command.HVALS).arg(RedisKeys.DEFINITIONS));
        return answer == null
                ? List.of()
                : answer.stream()
                        .map(json -> parsed(json.toString(), DefinitionSummary.class))
                        .toList();
    }

    /** As {@link #put(Reading.Valid, Source, String, Precondition)}, for nobody in particular. */
    public Put put(Reading.Valid written, Source source, Precondition precondition) {
        return put(written, source, null, precondition);
    }

    /**
     * Keeps a valid definition, atomically, as the next version and the latest. What the latest version says already makes
     * no new one, whatever the precondition: a put that is sent again finds itself, and changes its owner no more than anything
     * else. Nor does a file's content that any version has: an executor that starts with an older file does not undo what came
     * after it.
     *
     * <p>Where the content stays and the text is another (comments, form), the version gets that text, if the precondition holds.
     * A file's text that the version had already does not come back over one that was put since.
     *
     * @param owner to whom belongs what its triggers start; null for nobody in particular
     */
    public Put put(Reading.Valid written, Source source, @Nullable String owner, Precondition precondition) {
        Definition definition = written.definition();
        String id = definition.id();
        String hash = ContentHash.of(definition.source());
        String json = CompiledDefinition.json(definition.source());
        Response answer = redis.runApart(
                PUT,
                List.of(
                        RedisKeys.DEFINITIONS,
                        RedisKeys.definition(id),
                        RedisKeys.definitionHashes(id),
                        RedisKeys.definitionVersions(id),
                        RedisKeys.DELETED_DEFINITIONS,
                        RedisKeys.DEFINITION_CHANGES),
                List.of(
                        id,
                        hash,
                        source.wire,
                        openSummary(definition, source, owner, hash),
                        json,
                        precondition.ifMatch(),
                        precondition.ifNoneMatch(),
                        Integer.toString(config.maxVersions()),
                        Integer.toString(config.maxWorkflows()),
                        CompiledDefinition.json(written.text()),
                        ContentHash.of(written.text())));
        return switch (answer.get(0).toString()) {
            case "stored" -> {
                Definition stored = DefinitionForm.fromStored(
                        definition.source(), answer.get(1).toInteger());
                remember(hash, new CompiledDefinition(new Graph(stored), json));
                yield new Put.Stored(
                        stored, answer.get(2).toInteger() == 1, answer.get(3).toString());
            }
            case "mismatch" ->
                new Put.Mismatch(answer.size() < 2 ? null : answer.get(1).toString());
            case "full" -> new Put.Full(config.maxWorkflows());
            default -> throw new IllegalStateException("put-definition.lua answered " + answer);
        };
    }

    /**
     * Removes every version, atomically. Executions under way have a copy and go on; the numbers of the versions are never
     * given again.
     */
    public Deletion delete(String workflowId, Precondition precondition) {
        Response answer = redis.runApart(
                DELETE,
                List.of(
                        RedisKeys.DEFINITIONS,
                        RedisKeys.definition(workflowId),
                        RedisKeys.definitionHashes(workflowId),
                        RedisKeys.definitionVersions(workflowId),
                        RedisKeys.DELETED_DEFINITIONS,
                        RedisKeys.DEFINITION_CHANGES,
                        RedisKeys.TRIGGERS),
                List.of(workflowId, precondition.ifMatch(), precondition.ifNoneMatch()));
        return switch (answer.get(0).toString()) {
            case "deleted" -> new Deletion.Deleted();
            case "unknown" -> new Deletion.Unknown();
            case "file" -> new Deletion.OfFile();
            case "mismatch" -> new Deletion.Mismatch(answer.get(1).toString());
            default -> throw new IllegalStateException("delete-definition.lua answered " + answer);
        };
    }

    private Optional<CompiledDefinition> load(String workflowId, int version) {
        String json = ask(RedisKeys.definition(workflowId), Integer.toString(version));
        if (json == null) {
            return Optional.empty();
        }
        try {
            StoredDefinition stored = parsed(json, StoredDefinition.class);
            CompiledDefinition definition =
                    CompiledDefinition.of(DefinitionForm.fromStored(stored.definition(), version));
            remember(stored.summary().contentHash(), definition);
            return Optional.of(definition);
        } catch (RuntimeException e) {
            throw new UnreadableDefinition(workflowId, e);
        }
    }

    private void remember(String contentHash, CompiledDefinition compiled) {
        if (known.size() >= REMEMBERED) {
            known.clear();
        }
        Definition definition = compiled.definition();
        known.put(new Key(definition.id(), definition.version()), new Known(contentHash, compiled));
    }

    private boolean exists(String workflowId, int version) {
        Response answer = redis.ask(Request.cmd(Command.HEXISTS)
                .arg(RedisKeys.definition(workflowId))
                .arg(version));
        return answer != null && answer.toInteger() == 1;
    }

    private @Nullable String ask(String key, String field) {
        Response answer = redis.send(Request.cmd(Command.HGET).arg(key).arg(field));
        return answer == null ? null : answer.toString();
    }

    /** The script adds version, time and hashes of texts, and the brace. */
    private static String openSummary(Definition definition, Source source, @Nullable String owner, String hash) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("id", definition.id());
        summary.put("name", definition.name());
        if (definition.description() != null) {
            summary.put("description", definition.description());
        }
        summary.put("source", source.wire);
        summary.put("contentHash", hash);
        if (!definition.triggers().isEmpty()) {
            summary.put(
                    "triggers",
                    definition.triggers().stream().map(Trigger::type).toList());
        }
        if (owner != null) {
            summary.put("owner", owner);
        }
        String json = CompiledDefinition.json(summary);
        return json.substring(0, json.length() - 1);
    }

    private static <T> T parsed(String json, Class<T> type) {
        try {
            return JsonSchema.JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Redis holds what is no " + type.getSimpleName() + ": " + json, e);
        }
    }
}
