package io.flowcast.systemtests.validate;

import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** No number comes twice, over all connections of a client, whatever the fence. */
public final class Unique implements Validator {

    @Override
    public List<String> violations(History history) {
        Set<Long> seen = new HashSet<>();
        return history.events().stream()
                .filter(event -> !seen.add(event.eventId().seq()))
                .map(Frame::id)
                .map(id -> id + " came twice")
                .toList();
    }
}
