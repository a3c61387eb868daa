/**
 * Traces of executions and their nodes, by OpenTelemetry. Hears of them from the engine, has no say in them, and is the only
 * package that knows OpenTelemetry.
 */
@NullMarked
package io.flowcast.executor.telemetry;

import org.jspecify.annotations.NullMarked;
