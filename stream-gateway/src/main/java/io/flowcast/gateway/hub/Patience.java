package io.flowcast.gateway.hub;

import java.time.Duration;

/**
 * How long to wait before believing what may pass.
 *
 * @param retry before asking a Redis again that did not answer
 * @param secondLook before telling a client that comes with a cursor that its execution, or its event, is not there
 * @param doubt between looks for events that were sent and are not in the log any more: after Redis lost acknowledged
 *     writes, the execution's owner appends them again
 * @param looks how many such looks there are before a snapshot says {@code rewound}
 */
public record Patience(Duration retry, Duration secondLook, Duration doubt, int looks) {}
