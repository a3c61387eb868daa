/** What clients see while processes die, stall and come back. */
@NullMarked
package io.flowcast.systemtests.failover;

import org.jspecify.annotations.NullMarked;
