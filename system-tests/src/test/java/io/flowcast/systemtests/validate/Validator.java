package io.flowcast.systemtests.validate;

import io.flowcast.systemtests.history.History;
import java.util.List;

/** One promise. */
public interface Validator {

    /** What in this history breaks the promise; empty where it is kept. */
    List<Violation> broken(History history);

    /** The same, each in a sentence. */
    default List<String> violations(History history) {
        return broken(history).stream().map(Violation::what).toList();
    }
}
