/** That what is secret stays so, wherever one may look. */
@NullMarked
package io.flowcast.systemtests.secrets;

import org.jspecify.annotations.NullMarked;
