/** Gateways that are replaced one after the other under their viewers. */
@NullMarked
package io.flowcast.systemtests.rolling;

import org.jspecify.annotations.NullMarked;
