package io.flowcast.systemtests.validate;

import io.flowcast.systemtests.history.History;
import java.util.List;

/** One promise. */
public interface Validator {

    /** What in this history breaks the promise, each in a sentence; empty where it is kept. */
    List<String> violations(History history);
}
