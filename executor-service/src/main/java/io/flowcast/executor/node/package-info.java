/**
 * The node types that come with the executor, and the list of all there are, those of extensions included
 * ({@link io.flowcast.node.NodeType}). Knows nothing of stores and engines.
 */
@NullMarked
package io.flowcast.executor.node;

import org.jspecify.annotations.NullMarked;
