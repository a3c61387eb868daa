/**
 * Whether a server of Server-Sent Events keeps to the standards and to what clients and proxies need: asked from outside, by URL. It
 * knows nothing of Flowcast. Reading order: {@code wire} (bytes of HTTP) -> {@code stream} (bytes of an event stream) -> {@code rule}
 * (what has to hold, one by one) -> the command that prints it; {@code proxy} starts the proxies that rules ask through.
 */
@NullMarked
package io.flowcast.conformance;

import org.jspecify.annotations.NullMarked;
