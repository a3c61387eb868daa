/** Commands in: what clients ask for, by way of the gateway. Bad input is answered with a problem that names the place. */
@NullMarked
package io.flowcast.executor.api;

import org.jspecify.annotations.NullMarked;
