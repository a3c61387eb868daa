package io.flowcast.systemtests.validate;

import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.util.List;
import java.util.stream.IntStream;

/** No event comes after one with a higher number, over all connections of a client. */
public final class Ordered implements Validator {

    @Override
    public List<Violation> broken(History history) {
        List<Frame> events = history.events();
        return IntStream.range(1, events.size())
                .filter(i -> events.get(i).eventId().seq()
                        < events.get(i - 1).eventId().seq())
                .mapToObj(i -> Violation.at(
                        events.get(i).id() + " came after " + events.get(i - 1).id(), events.get(i - 1), events.get(i)))
                .toList();
    }
}
