package io.flowcast.executor.secret;

import java.util.Optional;

/** The secrets of this process, by name. Thread-safe; asked anew for each use, so that a rotated one is noticed. */
@FunctionalInterface
public interface Secrets {

    /** There are none. */
    Secrets NONE = name -> Optional.empty();

    /**
     * The value as of now. It must go to no state, event, log or message: see {@link Redaction}.
     *
     * @return empty where there is none of this name, it is empty, or it can't be read, which the log says
     */
    Optional<String> find(String name);
}
