/**
 * The stream as HTTP: its route, its connections, its event loops. Binds the hubs to Vert.x.
 */
@NullMarked
package io.flowcast.gateway.sse;

import org.jspecify.annotations.NullMarked;
