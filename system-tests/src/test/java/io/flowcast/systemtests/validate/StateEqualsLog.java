package io.flowcast.systemtests.validate;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.systemtests.history.History;
import io.flowcast.systemtests.validate.EqualToLog.Entry;
import java.util.List;
import java.util.Optional;

/** The state that is kept, of the execution and of each node, is what the log tells. */
public final class StateEqualsLog implements Validator {
    private final List<Entry> log;
    private final JsonNode detail;

    /** @param detail as {@code GET /executions/{id}} answered after the end */
    public StateEqualsLog(List<Entry> log, JsonNode detail) {
        this.log = List.copyOf(log);
        this.detail = detail;
    }

    @Override
    public List<Violation> broken(History history) {
        JsonNode state = DetailForm.asSnapshot(detail);
        Optional<JsonNode> told = LogFold.at(log, state);
        if (told.isEmpty()) {
            return List.of(
                    Violation.ofAll("the state is of " + state.path("lastEventId") + ", which the log does not have"));
        }
        return told.get().equals(state)
                ? List.of()
                : List.of(Violation.ofAll("the state is " + state + " where the log tells " + told.get()));
    }
}
