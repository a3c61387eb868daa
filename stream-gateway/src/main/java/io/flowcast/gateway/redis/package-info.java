/**
 * How this service speaks to Redis: scripts by their digest, and one pipelined connection for the streams' reads.
 */
@NullMarked
package io.flowcast.gateway.redis;

import org.jspecify.annotations.NullMarked;
