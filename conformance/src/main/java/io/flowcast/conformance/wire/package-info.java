/** HTTP as it goes over a connection: requests written as they are given, answers read strictly. One thread a connection. */
@NullMarked
package io.flowcast.conformance.wire;

import org.jspecify.annotations.NullMarked;
