/** The suite for any server of event streams, put to ours. */
@NullMarked
package io.flowcast.systemtests.conformance;

import org.jspecify.annotations.NullMarked;
