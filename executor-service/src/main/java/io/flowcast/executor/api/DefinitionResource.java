package io.flowcast.executor.api;

import io.flowcast.access.Caller;
import io.flowcast.access.Permission;
import io.flowcast.events.Problem;
import io.flowcast.executor.auth.Callers;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.DefinitionReader;
import io.flowcast.executor.definition.DefinitionStore;
import io.flowcast.executor.definition.DefinitionStore.Deletion;
import io.flowcast.executor.definition.DefinitionStore.Put;
import io.flowcast.executor.definition.Format;
import io.flowcast.executor.definition.Reading;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What authors ask of definitions. They are read at the gateway. */
@Path("/api/workflow/definitions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class DefinitionResource {

    private final DefinitionReader reader;
    private final DefinitionStore store;
    private final Callers callers;
    private final ApiConfig config;

    DefinitionResource(DefinitionReader reader, DefinitionStore store, Callers callers, ApiConfig config) {
        this.reader = reader;
        this.store = store;
        this.callers = callers;
        this.config = config;
    }

    /** Says all that is wrong with a definition, each mistake at its place. Stores nothing. */
    @POST
    @Path("/validate")
    @Consumes(MediaType.WILDCARD)
    public Response validate(@HeaderParam("Content-Type") @Nullable String type, byte @Nullable [] body) {
        Requests.caller(callers, Permission.DEFINE);
        Reading.Valid written = read(type, body, null);
        Definition definition = written.definition();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("valid", true);
        answer.put("id", definition.id());
        answer.put("nodes", definition.nodes().size());
        answer.put("edges", definition.edges().size());
        if (written.translated()) {
            answer.put("definition", definition.source());
        }
        return Response.ok(answer).build();
    }

    /** Makes a definition the latest version of a workflow, if nothing is wrong with it. */
    @PUT
    @Path("/{id}")
    @Consumes(MediaType.WILDCARD)
    public Response put(
            @PathParam("id") String id,
            @HeaderParam("Content-Type") @Nullable String type,
            @HeaderParam("If-Match") List<String> ifMatch,
            @HeaderParam("If-None-Match") List<String> ifNoneMatch,
            byte @Nullable [] body) {
        Caller caller = Requests.caller(callers, Permission.DEFINE);
        String owner = caller.owner().equals(Caller.ANYBODY) ? null : caller.owner();
        Reading.Valid written = read(type, body, id);
        return switch (store.put(written, DefinitionStore.Source.API, owner, Preconditions.of(ifMatch, ifNoneMatch))) {
            case Put.Stored(Definition stored, boolean isNew, String tag) ->
                Response.status(isNew ? Response.Status.CREATED : Response.Status.OK)
                        .header("Location", "/api/workflow/definitions/" + id + "?version=" + stored.version())
                        .header("ETag", '"' + tag + '"')
                        .entity(Map.of("id", id, "version", stored.version(), "new", isNew))
                        .build();
            case Put.Mismatch(String tag) -> mismatch(id, tag);
            case Put.Full(int limit) ->
                throw new ProblemException(Problem.http(
                        409,
                        "too-many-workflows",
                        "Too many workflows",
                        "there are " + limit + " workflows, the most that may be: delete one, or raise"
                                + " flowcast.definitions.max-workflows"));
        };
    }

    /** Removes a workflow with all its versions. What runs goes on. */
    @DELETE
    @Path("/{id}")
    @Produces(MediaType.WILDCARD)
    public Response delete(
            @PathParam("id") String id,
            @HeaderParam("If-Match") List<String> ifMatch,
            @HeaderParam("If-None-Match") List<String> ifNoneMatch) {
        Requests.caller(callers, Permission.DEFINE);
        return switch (store.delete(id, Preconditions.of(ifMatch, ifNoneMatch))) {
            case Deletion.Deleted deleted -> Response.noContent().build();
            case Deletion.Unknown unknown ->
                throw new ProblemException(
                        Problem.http(404, "unknown-workflow", "Unknown workflow", "there is no workflow " + id));
            case Deletion.OfFile ofFile ->
                throw new ProblemException(Problem.http(
                        409,
                        "definition-of-file",
                        "Definition of a file",
                        "a file of the executors' folder holds " + id + " and would bring it back: take it out there,"
                                + " or put another version first"));
            case Deletion.Mismatch(String tag) -> mismatch(id, tag);
        };
    }

    /** The definition that a body holds, or the end of the request. */
    private Reading.Valid read(@Nullable String type, byte @Nullable [] body, @Nullable String id) {
        byte[] bytes = body == null ? new byte[0] : body;
        if (bytes.length > config.maxDefinition().asLongValue()) {
            throw new ProblemException(Problem.http(
                    413,
                    "too-large",
                    "Definition too large",
                    "the definition has " + bytes.length + " bytes; at most "
                            + config.maxDefinition().asLongValue() + " are taken"));
        }
        return switch (reader.read(bytes, format(type), id)) {
            case Reading.Valid valid -> valid;
            case Reading.Invalid(List<Problem.Fault> faults) ->
                throw new ProblemException(Problem.http(
                                422,
                                "invalid-definition",
                                "Invalid definition",
                                faults.size() == 1
                                        ? "there is one mistake"
                                        : "there are " + faults.size() + " mistakes")
                        .with(faults));
        };
    }

    private static Response mismatch(String id, @Nullable String tag) {
        String now = tag == null ? "there is no workflow " + id : id + " is at \"" + tag + "\" now";
        throw new ProblemException(Problem.http(
                412,
                "precondition-failed",
                "Precondition failed",
                now + ", which is not what the request expects; nothing was changed"));
    }

    private static Format format(@Nullable String type) {
        boolean json = type != null && type.toLowerCase(Locale.ROOT).contains("json");
        return json ? Format.JSON : Format.YAML;
    }
}
