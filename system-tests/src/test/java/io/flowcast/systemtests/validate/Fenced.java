package io.flowcast.systemtests.validate;

import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.util.List;
import java.util.stream.IntStream;

/** No event was written under an older lease than the one before it. */
public final class Fenced implements Validator {

    @Override
    public List<String> violations(History history) {
        List<Frame> events = history.events();
        return IntStream.range(1, events.size())
                .filter(i -> events.get(i).eventId().fence()
                        < events.get(i - 1).eventId().fence())
                .mapToObj(i -> events.get(i).id() + " was written after "
                        + events.get(i - 1).id())
                .toList();
    }
}
