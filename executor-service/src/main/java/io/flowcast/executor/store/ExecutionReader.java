package io.flowcast.executor.store;

import io.flowcast.events.ExecutionId;
import java.util.List;
import java.util.Map;

/** Reads executions that are stored, for whoever does not hold them. */
public interface ExecutionReader {

    /**
     * The fields of its hash, outputs included; none where there is no such execution. Blocks; throws {@link
     * StoreUnavailable}.
     */
    Map<String, String> read(ExecutionId id);

    /** As {@link #read}, but no more than those of these fields that it has. */
    Map<String, String> fields(ExecutionId id, List<String> names);
}
