@NullMarked
package io.flowcast.executor.telemetry;

import org.jspecify.annotations.NullMarked;
