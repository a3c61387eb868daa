package io.flowcast.gateway.feed;

import io.flowcast.gateway.hub.Patience;
import io.flowcast.gateway.hub.Tally;
import java.time.Duration;

/** What the feed needs of the event loop it lives on. */
public interface FeedSurroundings {

    /** Runs it on this loop, once, later. */
    void after(Duration delay, Runnable work);

    Tally tally();

    Patience patience();

    /** Nobody is left who follows the feed here. */
    void feedDeserted();
}
