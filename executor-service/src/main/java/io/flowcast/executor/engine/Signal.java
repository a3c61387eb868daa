package io.flowcast.executor.engine;

/**
 * A signal that was received.
 *
 * @param field as the field of its name holds it in the execution's hash
 */
record Signal(Encoded payload, String field) {}
