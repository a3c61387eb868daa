/**
 * How many streams there may be: of this replica, of an execution, of a caller in the whole cluster. Who the caller is. Decides
 * in plain Java; {@code RedisShares} asks Redis.
 */
@NullMarked
package io.flowcast.gateway.limit;

import org.jspecify.annotations.NullMarked;
