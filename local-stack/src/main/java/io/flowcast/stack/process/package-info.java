/**
 * Child processes that never outlive us: started, logged, signalled, and killed should this process die
 * without a goodbye. Knows nothing of Redis or of the services.
 */
@NullMarked
package io.flowcast.stack.process;

import org.jspecify.annotations.NullMarked;
