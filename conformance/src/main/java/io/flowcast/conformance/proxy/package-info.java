/** Proxies that may stand before a server, as they come, started for a moment where they are installed. */
@NullMarked
package io.flowcast.conformance.proxy;

import org.jspecify.annotations.NullMarked;
