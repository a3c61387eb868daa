/** The images and the composed cluster. */
@NullMarked
package io.flowcast.systemtests.containers;

import org.jspecify.annotations.NullMarked;
