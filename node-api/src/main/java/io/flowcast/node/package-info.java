/**
 * What the author of a node type needs, and all of it: {@code NodeType} is implemented as a CDI bean, and its
 * {@code run(context)} answers with a {@code NodeResult}. Plain Java on the contract's records, without Quarkus or Redis.
 */
@NullMarked
package io.flowcast.node;

import org.jspecify.annotations.NullMarked;
