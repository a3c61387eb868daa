/**
 * Secrets by name, from mounted files or the environment, and the redaction of what must not be told. Knows nothing of
 * nodes, expressions and stores.
 */
@NullMarked
package io.flowcast.executor.secret;

import org.jspecify.annotations.NullMarked;
