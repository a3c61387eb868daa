package io.flowcast.executor.store;

import java.time.Duration;

/** What is to become of leases. */
public sealed interface Renewal {

    Renewal KEEP = new Keep();
    /** For others to take over at once. */
    Renewal LET_GO = new LetGo(Duration.ZERO);

    /** They last one lease from now. */
    record Keep() implements Renewal {}

    /**
     * They end: this process runs the executions no more, and died of none of them.
     *
     * @param rest how long from now nobody is to take them over
     */
    record LetGo(Duration rest) implements Renewal {}
}
