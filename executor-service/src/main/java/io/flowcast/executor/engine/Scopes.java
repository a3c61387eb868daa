package io.flowcast.executor.engine;

import io.flowcast.executor.expression.Scope;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the expressions of an execution can name. */
final class Scopes {

    /** As of now; may be called by any thread. */
    static Scope of(ExecutionState state) {
        Map<String, @Nullable Object> outputs = new HashMap<>();
        state.outputs().forEach((id, output) -> outputs.put(id, output.value()));
        return of(state, outputs);
    }

    /** @param outputs of the nodes that completed, by id */
    static Scope of(ExecutionState state, Map<String, @Nullable Object> outputs) {
        Map<String, @Nullable Object> nodes = new HashMap<>();
        outputs.forEach((id, output) -> nodes.put(id, Collections.singletonMap("output", output)));
        ExecutionState.Header header = state.header();
        return Scope.of(
                header.input().value(),
                nodes,
                Map.of(
                        "id", header.id().toString(),
                        "workflowId", header.definition().id(),
                        "version", header.definition().version(),
                        "startTime", header.startTime()));
    }

    private Scopes() {}
}
