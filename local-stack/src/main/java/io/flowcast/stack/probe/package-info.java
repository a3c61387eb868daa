/** How a container of a service asks itself whether it is ready: the images have this package beside the service. */
@NullMarked
package io.flowcast.stack.probe;

import org.jspecify.annotations.NullMarked;
