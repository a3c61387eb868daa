package io.flowcast.executor.store;

/** The time that all executors agree on: event times and deadlines come from it. Any thread may ask. */
@FunctionalInterface
public interface ClusterClock {

    /** Epoch milliseconds. */
    long now();

    /** Whether it is the time that all agree on, rather than what this machine takes for the time. */
    default boolean isKnown() {
        return true;
    }
}
