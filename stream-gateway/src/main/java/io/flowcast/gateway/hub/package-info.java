/**
 * Who watches what, and who has seen how far: plain Java without Quarkus, Vert.x or Redis types. Everything of one event
 * loop is touched by that loop alone, so that nothing here locks.
 */
@NullMarked
package io.flowcast.gateway.hub;

import org.jspecify.annotations.NullMarked;
