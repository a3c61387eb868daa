/** A real redis-server out of a jar, for local runs and tests. Not for production. */
@NullMarked
package io.flowcast.stack.redis;

import org.jspecify.annotations.NullMarked;
