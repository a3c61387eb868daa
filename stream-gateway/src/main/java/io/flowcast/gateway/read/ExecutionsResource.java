package io.flowcast.gateway.read;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import io.flowcast.access.Caller;
import io.flowcast.access.Permission;
import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.Problem;
import io.flowcast.events.RedisKeys;
import io.flowcast.gateway.api.ProblemException;
import io.flowcast.gateway.api.Problems;
import io.flowcast.gateway.auth.Access;
import io.flowcast.gateway.auth.Callers;
import io.flowcast.gateway.log.Break;
import io.flowcast.gateway.log.Reading;
import io.vertx.core.Future;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Executions as Redis has them. */
@Path("/api/workflow/executions")
@Produces(MediaType.APPLICATION_JSON)
class ExecutionsResource {
    private static final int DEFAULT_EVENTS = 200;
    private static final int MAX_EVENTS = 1_000;

    private final RedisReads reads;
    private final ExecutionLists lists;
    private final DetailReading details;
    private final Callers callers;
    private final Access access;

    ExecutionsResource(RedisReads reads, ExecutionLists lists, ObjectMapper json, Callers callers, Access access) {
        this.reads = reads;
        this.lists = lists;
        this.callers = callers;
        this.access = access;
        this.details = new DetailReading(json);
    }

    /**
     * Some of a log.
     *
     * @param lastEventId of the last event there is
     * @param complete whether these reach up to it; else go on with {@code ?after=} the last of them
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Events(
            ExecutionId executionId,
            ExecutionStatus status,
            List<Entry> events,
            EventId lastEventId,
            boolean complete) {}

    /** An event with its id, its data as it stands in the log. */
    record Entry(EventId id, RawValue data) {}

    @GET
    public CompletionStage<Response> list(
            @QueryParam("status") @Nullable String status,
            @QueryParam("workflowId") @Nullable String workflowId,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context Request request) {
        String owner = callers.current(Permission.VIEW).seesOnly();
        ExecutionQuery query =
                ExecutionQuery.parse(owner, status, workflowId, new ExecutionQuery.Span(from, to), limit, cursor);
        return RedisReads.orUnavailable(lists.answer(query))
                .map(answer -> answer.to(request))
                .toCompletionStage();
    }

    @GET
    @Path("/{id}")
    public CompletionStage<ExecutionDetail> detail(@PathParam("id") String id) {
        Caller caller = callers.current(Permission.VIEW);
        ExecutionId execution = executionId(id);
        Future<ExecutionDetail> detail = reads.execution(execution).map(fields -> {
            if (fields.isEmpty() || !caller.sees(fields.get(ExecutionFields.OWNER))) {
                throw new ProblemException(Problems.unknownExecution(id));
            }
            return details.detail(execution, fields);
        });
        return RedisReads.orUnavailable(detail).toCompletionStage();
    }

    @GET
    @Path("/{id}/children")
    public CompletionStage<ExecutionList> children(
            @PathParam("id") String id,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        Caller caller = callers.current(Permission.VIEW);
        ExecutionId parent = executionId(id);
        ExecutionQuery query = ExecutionQuery.parse(null, null, null, ExecutionQuery.Span.ANY, limit, cursor);
        List<String> read = List.of(ExecutionFields.STATUS, ExecutionFields.OWNER);
        Future<ExecutionList> list = reads.fields(RedisKeys.of(parent).execution(parent), read)
                .compose(fields -> {
                    if (fields.isEmpty() || !caller.sees(fields.get(ExecutionFields.OWNER))) {
                        throw new ProblemException(Problems.unknownExecution(id));
                    }
                    return lists.children(parent, query);
                });
        return RedisReads.orUnavailable(list).toCompletionStage();
    }

    @GET
    @Path("/{id}/events")
    public CompletionStage<Events> events(
            @PathParam("id") String id,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        Caller caller = callers.current(Permission.VIEW);
        ExecutionId execution = executionId(id);
        List<Problem.Fault> faults = new ArrayList<>();
        int most = ExecutionQuery.limit(limit, DEFAULT_EVENTS, MAX_EVENTS, faults);
        Optional<EventId> cursor = Optional.ofNullable(after).flatMap(EventId::parse);
        if (after != null && cursor.isEmpty()) {
            faults.add(ExecutionQuery.fault("after", after, "is not an event id, such as 12-1764000000000000"));
        }
        ExecutionQuery.refuse(faults);
        Future<Events> events = access.require(caller, execution)
                .compose(visible -> reads.log(execution, cursor.orElse(null), most))
                .map(reading -> events(execution, reading, after));
        return RedisReads.orUnavailable(events).toCompletionStage();
    }

    private static Events events(ExecutionId id, Reading reading, @Nullable String after) {
        return switch (reading) {
            case Reading.Events found ->
                new Events(
                        id,
                        found.status(),
                        found.events().stream().map(ExecutionsResource::entry).toList(),
                        found.last(),
                        found.complete());
            case Reading.Broken broken -> throw new ProblemException(refusal(broken, after));
            case Reading.Missing missing -> throw new ProblemException(Problems.unknownExecution(id.toString()));
            case Reading.Unreachable unreachable ->
                throw new ProblemException(Problems.unavailable("store-unavailable", unreachable.detail()));
        };
    }

    private static Entry entry(EventMessage event) {
        return new Entry(event.id(), new RawValue(event.data()));
    }

    private static Problem refusal(Reading.Broken broken, @Nullable String after) {
        if (broken.why() == Break.TRIMMED) {
            return Problems.trimmed(broken.first());
        }
        return Problems.invalidCursor("after: the log of this execution has no event \"" + after + "\".");
    }

    private static ExecutionId executionId(String id) {
        return ExecutionId.parse(id)
                .orElseThrow(() -> new ProblemException(Problems.invalidExecutionId(
                        ExecutionQuery.fault("id", id, "is not an execution id").detail())));
    }
}
