/**
 * What a client saw, connection by connection. Plain records; no network.
 */
@NullMarked
package io.flowcast.systemtests.history;

import org.jspecify.annotations.NullMarked;
