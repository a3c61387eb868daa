/**
 * Bounds how long a client may take for the head of a request, on every connection that either service accepts, and lets none become
 * one of HTTP/2 on the way. Netty alone.
 */
@NullMarked
package io.flowcast.service.head;

import org.jspecify.annotations.NullMarked;
