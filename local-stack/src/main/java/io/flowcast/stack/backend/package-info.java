/**
 * The systems that the example workflows talk to, in miniature: a drive, a shop, a sensor. Deterministic,
 * and honest about Idempotency-Keys, so that retries and takeovers can be seen and counted.
 */
@NullMarked
package io.flowcast.stack.backend;

import org.jspecify.annotations.NullMarked;
