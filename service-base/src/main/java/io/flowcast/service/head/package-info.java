/**
 * Bounds how long a client may take for the head of a request, on every connection that either service accepts. Netty alone.
 */
@NullMarked
package io.flowcast.service.head;

import org.jspecify.annotations.NullMarked;
