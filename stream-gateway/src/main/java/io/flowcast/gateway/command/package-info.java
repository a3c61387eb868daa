/**
 * Passes commands on to an executor, unchanged.
 */
@NullMarked
package io.flowcast.gateway.command;

import org.jspecify.annotations.NullMarked;
