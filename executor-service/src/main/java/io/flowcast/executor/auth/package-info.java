/** Who asks: the token that a gateway passes on is verified here once more, since others may reach this port as well. */
@NullMarked
package io.flowcast.executor.auth;

import org.jspecify.annotations.NullMarked;
