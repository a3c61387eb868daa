package io.flowcast.executor.store;

import io.flowcast.events.ExecutionId;
import java.util.Map;

/** Reads executions as a whole, for whoever does not hold them. */
@FunctionalInterface
public interface ExecutionReader {

    /**
     * The fields of its hash, outputs included; none where there is no such execution. Blocks; throws {@link
     * StoreUnavailable}.
     */
    Map<String, String> read(ExecutionId id);
}
