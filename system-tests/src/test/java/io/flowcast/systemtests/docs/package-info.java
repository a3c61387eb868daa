/** What the documents say is what the sources say. */
@NullMarked
package io.flowcast.systemtests.docs;

import org.jspecify.annotations.NullMarked;
