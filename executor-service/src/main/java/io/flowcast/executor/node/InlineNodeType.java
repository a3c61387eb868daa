package io.flowcast.executor.node;

import io.flowcast.node.NodeType;

/**
 * A node type without side effects, which comes to its result at once, by its settings alone. Nobody can tell how often it
 * ran, so it need not wait until its start is written: a chain of such nodes travels in one commit. Only types of the
 * executor's own are trusted with it: they run on the thread of the execution.
 */
public interface InlineNodeType extends NodeType {}
