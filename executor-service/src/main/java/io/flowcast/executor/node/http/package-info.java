/** Outgoing HTTP: the node type {@code http}, and the guard that keeps workflows away from addresses that are not theirs. */
@NullMarked
package io.flowcast.executor.node.http;

import org.jspecify.annotations.NullMarked;
