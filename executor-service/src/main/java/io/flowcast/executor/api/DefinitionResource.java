package io.flowcast.executor.api;

import io.flowcast.events.Problem;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.DefinitionReader;
import io.flowcast.executor.definition.Format;
import io.flowcast.executor.definition.Reading;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What authors ask of definitions. */
@Path("/api/workflow/definitions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class DefinitionResource {

    private final DefinitionReader reader;
    private final ApiConfig config;

    DefinitionResource(DefinitionReader reader, ApiConfig config) {
        this.reader = reader;
        this.config = config;
    }

    /** Says all that is wrong with a definition, each mistake at its place. Stores nothing. */
    @POST
    @Path("/validate")
    @Consumes(MediaType.WILDCARD)
    public Response validate(@HeaderParam("Content-Type") @Nullable String type, byte @Nullable [] body) {
        byte[] bytes = body == null ? new byte[0] : body;
        if (bytes.length > config.maxDefinition().asLongValue()) {
            throw new ProblemException(Problem.http(
                    413,
                    "definition-too-large",
                    "Definition too large",
                    "the definition has " + bytes.length + " bytes; at most "
                            + config.maxDefinition().asLongValue() + " are taken"));
        }
        return switch (reader.read(bytes, format(type))) {
            case Reading.Valid(Definition definition) ->
                Response.ok(Map.of(
                                "valid",
                                true,
                                "id",
                                definition.id(),
                                "nodes",
                                definition.nodes().size(),
                                "edges",
                                definition.edges().size()))
                        .build();
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

    private static Format format(@Nullable String type) {
        boolean json = type != null && type.toLowerCase(Locale.ROOT).contains("json");
        return json ? Format.JSON : Format.YAML;
    }
}
