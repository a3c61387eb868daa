/**
 * What a node can do. {@code NodeType} is the extension point: a CDI bean with a name, a JSON Schema of its settings and
 * {@code run(context)}, called on a virtual thread of its own. Knows nothing of stores and engines.
 */
@NullMarked
package io.flowcast.executor.node;

import org.jspecify.annotations.NullMarked;
