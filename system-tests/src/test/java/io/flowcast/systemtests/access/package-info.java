/** Who gets in and who does not, across processes. */
@NullMarked
package io.flowcast.systemtests.access;

import org.jspecify.annotations.NullMarked;
