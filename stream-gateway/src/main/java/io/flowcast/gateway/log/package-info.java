/**
 * The log of an execution and whether it continues a cursor: the one way in which anything here reads a log (join, page,
 * catch-up, heal). Plain Java, but for {@code RedisLog}.
 */
@NullMarked
package io.flowcast.gateway.log;

import org.jspecify.annotations.NullMarked;
