/**
 * To which server of Redis a request goes: the only one, or, on a Redis Cluster, the primary of its key's slot. What is sent,
 * and when it is sent again, is the services' own.
 */
@NullMarked
package io.flowcast.redis;

import org.jspecify.annotations.NullMarked;
