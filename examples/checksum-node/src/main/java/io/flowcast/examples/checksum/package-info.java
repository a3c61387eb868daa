/** The node type {@code checksum}, and all there is to a node type of one's own. */
@NullMarked
package io.flowcast.examples.checksum;

import org.jspecify.annotations.NullMarked;
