/**
 * The contract: what crosses a process boundary. Event records, statuses, identifiers, Redis keys and channels, and the
 * JSON form of each, pinned by the golden files, and the state that events tell. No behaviour beyond that, parsing and
 * formatting, no CDI, no Redis client; may touch Jackson's annotations only.
 */
@NullMarked
package io.flowcast.events;

import org.jspecify.annotations.NullMarked;
