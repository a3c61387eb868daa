/**
 * An execution's event stream, followed to its end over as many connections as it takes: bytes -> {@code EventStreamReader} ->
 * frames -> {@code Track} (what each means) -> {@code Follower} (connections, pauses) -> {@code News}.
 */
@NullMarked
package io.flowcast.cli.stream;

import org.jspecify.annotations.NullMarked;
