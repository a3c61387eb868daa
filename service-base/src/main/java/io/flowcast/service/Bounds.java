package io.flowcast.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with settings, all of it at once: a service that would hang, spin or lose something under them does not start.
 * Used by one thread.
 */
public final class Bounds {
    private final String prefix;
    private final List<String> faults = new ArrayList<>();

    private Bounds(String prefix) {
        this.prefix = prefix;
    }

    /**
     * Nothing is wrong yet.
     *
     * @param prefix of the settings that are named from here on
     */
    public static Bounds of(String prefix) {
        return new Bounds(prefix);
    }

    public Bounds atLeast(String name, long value, long least) {
        return holds(value >= least, name, "is " + value + ", and must be at least " + least);
    }

    public Bounds atMost(String name, long value, long most) {
        return holds(value <= most, name, "is " + value + ", and must be at most " + most);
    }

    public Bounds atLeast(String name, Duration value, Duration least) {
        return holds(value.compareTo(least) >= 0, name, "is " + value + ", and must be at least " + least);
    }

    public Bounds atMost(String name, Duration value, Duration most) {
        return holds(value.compareTo(most) <= 0, name, "is " + value + ", and must be at most " + most);
    }

    /** At least a millisecond: what is shorter would be none. */
    public Bounds positive(String name, Duration value) {
        return holds(value.toMillis() > 0, name, "is " + value + ", and must be at least a millisecond");
    }

    /**
     * Anything else.
     *
     * @param otherwise what is said of the setting, after its name
     */
    public Bounds holds(boolean holds, String name, String otherwise) {
        if (!holds) {
            faults.add(prefix + "." + name + " " + otherwise);
        }
        return this;
    }

    /**
     * Looks whether anything is wrong.
     *
     * @throws IllegalArgumentException where it is, with all of it
     */
    public void check() {
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
    }
}
