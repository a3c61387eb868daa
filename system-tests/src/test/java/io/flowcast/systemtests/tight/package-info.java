/** What happens at bounds that the defaults put far away. */
@NullMarked
package io.flowcast.systemtests.tight;

import org.jspecify.annotations.NullMarked;
