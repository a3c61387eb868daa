/**
 * Who calls, and what they may do: verifies tokens and makes callers of them, the same way in both services. Plain Java; knows
 * neither HTTP nor Redis.
 */
@NullMarked
package io.flowcast.access;

import org.jspecify.annotations.NullMarked;
