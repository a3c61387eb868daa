package io.flowcast.gateway.read;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.access.Permission;
import io.flowcast.events.DefinitionSummary;
import io.flowcast.events.DefinitionText;
import io.flowcast.events.RedisKeys;
import io.flowcast.events.StoredDefinition;
import io.flowcast.events.TriggerState;
import io.flowcast.gateway.api.DefinitionsChanged;
import io.flowcast.gateway.api.ProblemException;
import io.flowcast.gateway.api.Problems;
import io.flowcast.gateway.auth.Callers;
import io.flowcast.gateway.log.UnreadableException;
import io.vertx.core.Future;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Definitions as the executors have put them into Redis. */
@Path("/api/workflow/definitions")
@Produces(MediaType.APPLICATION_JSON)
class DefinitionsResource {
    private final RedisReads reads;
    private final ObjectMapper json;
    private final Callers callers;
    private final AnswerCache<String, Answer> lists;

    DefinitionsResource(RedisReads reads, ObjectMapper json, Callers callers, ReadConfig config) {
        this.reads = reads;
        this.json = json;
        this.callers = callers;
        this.lists = new AnswerCache<>(config.listAge(), config.listMemory().asLongValue(), System::nanoTime);
    }

    record DefinitionList(List<Item> definitions) {}

    /**
     * The latest version of a workflow.
     *
     * @param source {@code file} or {@code api}
     * @param updatedAt ISO-8601
     * @param triggers absent where it has none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            String id,
            String name,
            @Nullable String description,
            int version,
            String source,
            String updatedAt,
            @Nullable List<TriggerView> triggers) {}

    /**
     * One version with its definition.
     *
     * @param text the media type of what its author wrote; absent where that was not kept
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Version(
            String id,
            String name,
            @Nullable String description,
            int version,
            String source,
            String updatedAt,
            @Nullable List<TriggerView> triggers,
            @Nullable String text,
            Map<String, Object> definition) {}

    /** The versions that are kept, the latest first. */
    record History(String id, List<Item> versions) {}

    @GET
    public CompletionStage<Response> list(@Context Request request) {
        callers.current(Permission.VIEW);
        return RedisReads.orUnavailable(lists.get("", this::read))
                .map(answer -> answer.to(request))
                .toCompletionStage();
    }

    private Future<Answer> read() {
        Future<Map<String, String>> triggers = reads.hash(RedisKeys.TRIGGERS);
        return reads.hash(RedisKeys.DEFINITIONS)
                .compose(fields -> triggers.map(states -> new DefinitionList(fields.values().stream()
                        .map(text -> item(parse(text, DefinitionSummary.class), states))
                        .sorted(Comparator.comparing(Item::id))
                        .toList())))
                .map(list -> Answer.of(json, list));
    }

    /** Whoever changes a definition here sees the change in the next list that is read here. */
    void changed(@Observes DefinitionsChanged change) {
        lists.clear();
    }

    @GET
    @Path("/{id}")
    public CompletionStage<Response> get(
            @PathParam("id") String id, @QueryParam("version") @Nullable String version, @Context Request request) {
        Future<Response> found = stored(id, version).compose(stored -> answer(stored, request));
        return RedisReads.orUnavailable(found).toCompletionStage();
    }

    /** What the author wrote, in its own media type, with the tag that a change of it has to name. */
    @GET
    @Path("/{id}/text")
    @Produces(MediaType.WILDCARD)
    public CompletionStage<Response> text(
            @PathParam("id") String id, @QueryParam("version") @Nullable String version, @Context Request request) {
        Future<Response> found = stored(id, version).map(stored -> {
            EntityTag tag = new EntityTag(stored.summary().tag());
            Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
            if (unchanged != null) {
                return unchanged.build();
            }
            DefinitionText text = stored.text() == null ? spelledOut(stored) : stored.text();
            return Response.ok(text.content(), text.mediaType()).tag(tag).build();
        });
        return RedisReads.orUnavailable(found).toCompletionStage();
    }

    /** Of a version from before texts were kept. */
    private DefinitionText spelledOut(StoredDefinition stored) {
        try {
            String content = json.writerWithDefaultPrettyPrinter().writeValueAsString(stored.definition());
            return new DefinitionText(MediaType.APPLICATION_JSON, content + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a definition that is no JSON", e);
        }
    }

    private Future<StoredDefinition> stored(String id, @Nullable String version) {
        callers.current(Permission.VIEW);
        if (version != null && !version.matches("[1-9][0-9]{0,8}")) {
            throw new ProblemException(
                    Problems.invalidRequest(ExecutionQuery.fault("version", version, "is not a version number")
                            .detail()));
        }
        Future<@Nullable String> number = version == null ? latest(id) : Future.succeededFuture(version);
        return number.compose(n -> n == null ? Future.succeededFuture(null) : reads.field(RedisKeys.definition(id), n))
                .map(text -> {
                    if (text == null) {
                        throw new ProblemException(Problems.unknownWorkflow(id, version));
                    }
                    return parse(text, StoredDefinition.class);
                });
    }

    /** The tag names the version, as a change has to; what triggers did lately is not part of it, and always told. */
    private Future<Response> answer(StoredDefinition stored, Request request) {
        EntityTag tag = new EntityTag(stored.summary().tag());
        List<String> types = stored.summary().triggers();
        if (types == null) {
            Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
            return Future.succeededFuture(
                    unchanged == null
                            ? Response.ok(version(stored, Map.of())).tag(tag).build()
                            : unchanged.build());
        }
        String id = stored.summary().id();
        List<String> fields = IntStream.range(0, types.size())
                .mapToObj(index -> RedisKeys.trigger(id, index))
                .toList();
        return reads.fields(RedisKeys.TRIGGERS, fields)
                .map(states -> Response.ok(version(stored, states)).tag(tag).build());
    }

    @GET
    @Path("/{id}/versions")
    public CompletionStage<History> versions(@PathParam("id") String id) {
        callers.current(Permission.VIEW);
        Future<History> history = reads.hash(RedisKeys.definitionVersions(id)).map(fields -> {
            if (fields.isEmpty()) {
                throw new ProblemException(Problems.unknownWorkflow(id, null));
            }
            return new History(
                    id,
                    fields.values().stream()
                            .map(text -> item(parse(text, DefinitionSummary.class), Map.of()))
                            .sorted(Comparator.comparingInt(Item::version).reversed())
                            .toList());
        });
        return RedisReads.orUnavailable(history).toCompletionStage();
    }

    private Future<@Nullable String> latest(String id) {
        return reads.field(RedisKeys.DEFINITIONS, id)
                .map(text -> text == null
                        ? null
                        : Integer.toString(parse(text, DefinitionSummary.class).version()));
    }

    /** @param states of triggers, by field */
    private Item item(DefinitionSummary summary, Map<String, String> states) {
        return new Item(
                summary.id(),
                summary.name(),
                summary.description(),
                summary.version(),
                summary.source(),
                Instant.ofEpochMilli(summary.updatedAt()).toString(),
                triggers(summary, states));
    }

    private @Nullable List<TriggerView> triggers(DefinitionSummary summary, Map<String, String> states) {
        List<String> types = summary.triggers();
        return types == null
                ? null
                : IntStream.range(0, types.size())
                        .mapToObj(index -> {
                            String state = states.get(RedisKeys.trigger(summary.id(), index));
                            return TriggerView.of(
                                    types.get(index), state == null ? null : parse(state, TriggerState.class));
                        })
                        .toList();
    }

    private Version version(StoredDefinition stored, Map<String, String> states) {
        Item item = item(stored.summary(), states);
        return new Version(
                item.id(),
                item.name(),
                item.description(),
                item.version(),
                item.source(),
                item.updatedAt(),
                item.triggers(),
                stored.text() == null ? null : stored.text().mediaType(),
                stored.definition());
    }

    private <T> T parse(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new UnreadableException("Redis holds no readable " + type.getSimpleName(), e);
        }
    }
}
