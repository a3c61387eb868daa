/** What the services tell of themselves: traces, logs, metrics. */
@NullMarked
package io.flowcast.systemtests.telemetry;

import org.jspecify.annotations.NullMarked;
