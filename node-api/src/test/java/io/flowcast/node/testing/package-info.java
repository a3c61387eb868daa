/** For the unit tests of node types; published as this module's test-jar. */
@NullMarked
package io.flowcast.node.testing;

import org.jspecify.annotations.NullMarked;
