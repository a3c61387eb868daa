package io.flowcast.gateway.hub;

import io.flowcast.gateway.log.LogSource;
import java.time.Duration;

/** What hubs need of the event loop they live on. */
public interface Surroundings {

    /** Answers on this loop. */
    LogSource log();

    /** Runs it on this loop, once, later. */
    void after(Duration delay, Runnable work);

    Tally tally();

    Patience patience();

    /** Nobody is left at this hub. */
    void deserted(Hub hub);

    /** The hub has frames to write at the end of this turn of the loop. */
    void dirty(Hub hub);
}
