package io.flowcast.executor.secret;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that one piece of work may have met: those it was given, each the same however often it is asked for, and
 * those that others beside it are given, which may come back to it from outside. Thread-safe.
 */
public final class UsedSecrets {

    private final Secrets secrets;
    private final Supplier<Set<String>> others;
    /** Guarded by this. */
    private final Map<String, @Nullable String> given = new HashMap<>();
    /** Guarded by this; null when something was given since. */
    private @Nullable Redaction redaction;

    /** @param others names of secrets that may come back without having been given */
    public UsedSecrets(Secrets secrets, Supplier<Set<String>> others) {
        this.secrets = secrets;
        this.others = others;
    }

    /** The value of a secret; null where there is none of this name. */
    public synchronized @Nullable String give(String name) {
        if (!given.containsKey(name)) {
            given.put(name, secrets.find(name).orElse(null));
            redaction = null;
        }
        return given.get(name);
    }

    /** Hides all of them. */
    public synchronized Redaction redaction() {
        if (redaction == null) {
            Set<String> values = new HashSet<>();
            given.values().stream().filter(value -> value != null).forEach(values::add);
            others.get().forEach(name -> secrets.find(name).ifPresent(values::add));
            redaction = Redaction.of(values);
        }
        return redaction;
    }
}
