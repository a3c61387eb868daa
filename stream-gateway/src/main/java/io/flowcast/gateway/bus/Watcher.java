package io.flowcast.gateway.bus;

import io.flowcast.gateway.hub.Frame;

/** Who wants an execution's frames. Called on the bus' thread: hands over and returns. */
public interface Watcher {

    /** The subscription stands: whatever is published from now on arrives. */
    void ready();

    void frame(Frame frame);

    /** The subscription was lost and stands again: what was published in between did not arrive. */
    void rebuilt();
}
