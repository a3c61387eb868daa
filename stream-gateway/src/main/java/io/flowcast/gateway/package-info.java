/**
 * The front door: reads, the event stream, commands passed on to the executors. Keeps nothing that Redis does not have.
 */
@NullMarked
package io.flowcast.gateway;

import org.jspecify.annotations.NullMarked;
