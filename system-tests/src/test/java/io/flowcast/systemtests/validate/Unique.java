package io.flowcast.systemtests.validate;

import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** No number comes twice, over all connections of a client, whatever the fence. */
public final class Unique implements Validator {

    @Override
    public List<Violation> broken(History history) {
        List<Violation> broken = new ArrayList<>();
        Map<Long, Frame> seen = new HashMap<>();
        for (Frame event : history.events()) {
            Frame first = seen.putIfAbsent(event.eventId().seq(), event);
            if (first != null) {
                broken.add(Violation.at(event.id() + " came twice", first, event));
            }
        }
        return broken;
    }
}
