/** What things cost, for docs/sizing.md. */
@NullMarked
package io.flowcast.systemtests.sizing;

import org.jspecify.annotations.NullMarked;
