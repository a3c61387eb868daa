/**
 * The feed of what changes in lists: which executions appear, and which change their status. Plain Java, but for
 * {@code RedisFeed}.
 */
@NullMarked
package io.flowcast.gateway.feed;

import org.jspecify.annotations.NullMarked;
