/** The pages' files, as their build left them. Knows nothing of executions. */
@NullMarked
package io.flowcast.gateway.page;

import org.jspecify.annotations.NullMarked;
