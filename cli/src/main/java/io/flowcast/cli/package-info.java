/**
 * {@code flowcast}: the command line, a client of the gateway's HTTP API and streams, for terminals and scripts. Reading order:
 * {@code command} (what was typed) -> {@code http} and {@code stream} (what the server says) -> {@code view} (what is shown).
 */
@NullMarked
package io.flowcast.cli;

import org.jspecify.annotations.NullMarked;
