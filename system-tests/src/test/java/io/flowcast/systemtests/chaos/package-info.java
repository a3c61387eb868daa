/**
 * Storms: a mixed load of executions and viewers under random faults, repeatable by seed, and judged by the validators once it is
 * over. Reading order: {@code Storm -> Stage, Load, Audience, Fault -> Verdict}.
 */
@NullMarked
package io.flowcast.systemtests.chaos;

import org.jspecify.annotations.NullMarked;
