/**
 * Reads documents of the Serverless Workflow DSL 1.0 (CNCF) and writes them as definitions of our own: what maps is
 * mapped, what does not is named at its place. Plain values in, plain values out; knows no other package.
 */
@NullMarked
package io.flowcast.executor.definition.serverless;

import org.jspecify.annotations.NullMarked;
