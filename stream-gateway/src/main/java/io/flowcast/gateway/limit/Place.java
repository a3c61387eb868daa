package io.flowcast.gateway.limit;

import io.flowcast.events.ExecutionId;
import java.util.List;

/** What one stream takes of the limits. Of one event loop. */
public final class Place implements AutoCloseable {
    private final Places places;
    private final Client client;
    private final List<ExecutionId> executions;
    private boolean given;

    Place(Places places, Client client, List<ExecutionId> executions) {
        this.places = places;
        this.client = client;
        this.executions = executions;
    }

    Client client() {
        return client;
    }

    List<ExecutionId> executions() {
        return executions;
    }

    /** Gives it back; once is enough, and more does no harm. */
    @Override
    public void close() {
        if (!given) {
            given = true;
            places.leave(this);
        }
    }
}
