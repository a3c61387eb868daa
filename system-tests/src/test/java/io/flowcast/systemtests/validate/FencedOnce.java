package io.flowcast.systemtests.validate;

import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.util.List;
import java.util.stream.IntStream;

/** No event was written under an older lease than the one before it: whoever was fenced off commits nothing. */
public final class FencedOnce implements Validator {

    @Override
    public List<Violation> broken(History history) {
        List<Frame> events = history.events();
        return IntStream.range(1, events.size())
                .filter(i -> events.get(i).eventId().fence()
                        < events.get(i - 1).eventId().fence())
                .mapToObj(i -> Violation.at(
                        events.get(i).id() + " was written after "
                                + events.get(i - 1).id(),
                        events.get(i - 1),
                        events.get(i)))
                .toList();
    }
}
