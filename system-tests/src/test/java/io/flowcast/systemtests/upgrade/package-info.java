/** Data of other versions, and of the past. */
@NullMarked
package io.flowcast.systemtests.upgrade;

import org.jspecify.annotations.NullMarked;
