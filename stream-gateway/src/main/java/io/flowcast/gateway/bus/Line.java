package io.flowcast.gateway.bus;

import java.util.Collection;

/** A live connection that takes subscriptions; what comes of them is told to {@link Watches}. */
interface Line {

    void subscribe(Collection<String> channels);

    void unsubscribe(String channel);
}
