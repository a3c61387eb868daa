package io.flowcast.systemtests.validate;

import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Once nothing is wrong any more, whoever watches sees the end within so long. Those whose frames have no time are left out. */
public final class HealedWithin implements Validator {
    private final Instant healed;
    private final Duration bound;

    public HealedWithin(Instant healed, Duration bound) {
        this.healed = healed;
        this.bound = bound;
    }

    @Override
    public List<Violation> broken(History history) {
        Optional<Frame> end =
                history.events().stream().filter(Frame::isTerminal).findFirst();
        if (end.isEmpty()) {
            return List.of(new Violation("the end never came", steps(history)));
        }
        Duration late = Duration.between(healed, end.get().at());
        return late.compareTo(bound) <= 0
                ? List.of()
                : List.of(Violation.at("the end came " + late + " after all was well, not within " + bound, end.get()));
    }

    /** What became of the execution as a whole, as one viewer saw it who saw most: that it was paused, say. */
    private static List<Frame> steps(History history) {
        return history.connections().stream()
                .map(connection -> connection.frames().stream()
                        .filter(frame -> frame.id() != null && frame.event().startsWith("workflow."))
                        .toList())
                .max(Comparator.comparingInt(List::size))
                .orElse(List.of());
    }
}
