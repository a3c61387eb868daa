package io.flowcast.cli.stream;

import org.jspecify.annotations.Nullable;

/**
 * One event of a {@code text/event-stream}.
 *
 * @param id that stood in this very frame, or by itself before it
 */
record Frame(@Nullable String id, String event, String data) {}
