/** What clients see while nothing dies. */
@NullMarked
package io.flowcast.systemtests.stream;

import org.jspecify.annotations.NullMarked;
