package io.flowcast.executor.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** What Redis does not let this executor's user do, in Redis' words. Thread-safe. */
@ApplicationScoped
class Rights {

    private static final Logger LOG = Logger.getLogger(Rights.class);

    private final Map<String, String> refused = new ConcurrentHashMap<>();

    /** Says it once, however often it is tried. */
    void refuse(String what, String words) {
        if (refused.put(what, words) == null) {
            LOG.errorf(
                    "Redis refuses this executor's user %s (%s): it needs the rights that docs/operations.md names",
                    what, words);
        }
    }

    void grant(String what) {
        if (refused.remove(what) != null && refused.isEmpty()) {
            LOG.info("Redis refuses this executor's user nothing any more");
        }
    }

    /** By what is refused; empty where nothing is known to be. */
    Map<String, String> refused() {
        return new TreeMap<>(refused);
    }
}
