/** Event streams as WHATWG HTML 9.2.5 and 9.2.6 have them, read strictly from bytes. Plain Java, no input or output. */
@NullMarked
package io.flowcast.conformance.stream;

import org.jspecify.annotations.NullMarked;
