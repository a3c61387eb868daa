package io.flowcast.executor.api;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flowcast.access.Permission;
import io.flowcast.executor.auth.Callers;
import io.flowcast.executor.node.NodeTypes;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The node types that definitions may use here. They stay the same while the process runs. */
@Path("/api/workflow/node-types")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class NodeTypeResource {

    private final byte[] body;
    private final EntityTag tag;
    private final Callers callers;

    /** One of the list. */
    @JsonPropertyOrder({"type", "description", "source", "takesSecrets", "settings"})
    record Entry(String type, String description, String source, boolean takesSecrets, Map<String, Object> settings) {}

    NodeTypeResource(NodeTypes types, Callers callers) throws JsonProcessingException, NoSuchAlgorithmException {
        this.callers = callers;
        List<Entry> entries = types.all().stream()
                .map(type ->
                        new Entry(type.name(), type.description(), type.source(), type.takesSecrets(), type.settings()))
                .toList();
        // Sorted, so that every replica gives the same bytes and the same tag.
        body = JsonMapper.builder()
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .build()
                .writeValueAsBytes(Map.of("nodeTypes", entries));
        tag = new EntityTag(
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body), 0, 12));
    }

    /** All of them, with the JSON Schema of their settings. */
    @GET
    public Response list(@Context Request request) {
        Requests.caller(callers, Permission.VIEW);
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        CacheControl cacheControl = new CacheControl();
        cacheControl.setNoCache(true);
        cacheControl.setNoTransform(false);
        return (unchanged == null ? Response.ok(body) : unchanged)
                .tag(tag)
                .cacheControl(cacheControl)
                .build();
    }
}
