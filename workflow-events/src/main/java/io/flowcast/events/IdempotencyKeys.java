package io.flowcast.events;

/** Keys that callers give their commands, in the header {@value #HEADER}. */
public final class IdempotencyKeys {

    public static final String HEADER = "Idempotency-Key";

    /** Begins the keys that a gateway gives to commands that came without one: they are not the caller's. */
    public static final String OF_GATEWAY = "flowcast-gateway-";

    private IdempotencyKeys() {}
}
