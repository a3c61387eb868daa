/** What the tests of both services need alike. */
@NullMarked
package io.flowcast.service.testing;

import org.jspecify.annotations.NullMarked;
