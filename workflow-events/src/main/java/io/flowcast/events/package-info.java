/**
 * The contract: what crosses a process boundary. Event records, statuses, identifiers, Redis keys and channels, and the
 * JSON form of each, pinned by the golden files. No behaviour beyond parsing and formatting, no CDI, no Redis client;
 * may touch Jackson's annotations only.
 */
@NullMarked
package io.flowcast.events;

import org.jspecify.annotations.NullMarked;
