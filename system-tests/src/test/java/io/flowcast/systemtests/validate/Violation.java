package io.flowcast.systemtests.validate;

import io.flowcast.systemtests.history.Frame;
import java.util.List;

/**
 * A promise that was broken.
 *
 * @param what in a sentence
 * @param where the frames that show it, or stand on either side of what is missing; none where it is the whole that is wrong
 */
public record Violation(String what, List<Frame> where) {

    public Violation {
        where = List.copyOf(where);
    }

    static Violation at(String what, Frame... where) {
        return new Violation(what, List.of(where));
    }

    static Violation ofAll(String what) {
        return new Violation(what, List.of());
    }
}
