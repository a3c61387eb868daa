package io.flowcast.executor.definition;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of a workflow, valid in itself: every edge leads from a node to a node, and no way leads back.
 *
 * @param version from 1; 0 where it is not stored yet
 * @param inputSchema JSON Schema of the input
 * @param timeout of an execution as a whole
 * @param output what an execution gives, a value that may hold expressions; null for the outputs of the end nodes by id
 * @param source the author's document as plain maps and lists, in the author's order
 */
public record Definition(
        String id,
        String name,
        @Nullable String description,
        int version,
        @Nullable Map<String, Object> inputSchema,
        @Nullable Duration timeout,
        List<Node> nodes,
        List<Edge> edges,
        @Nullable Object output,
        Map<String, Object> source) {}
