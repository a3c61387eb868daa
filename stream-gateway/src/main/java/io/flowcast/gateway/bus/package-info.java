/**
 * The subscription through which Redis wakes this replica: its life, its probe, who watches which channel.
 */
@NullMarked
package io.flowcast.gateway.bus;

import org.jspecify.annotations.NullMarked;
