package io.flowcast.access;

/** What became of a token. */
public sealed interface Verification {
    record Valid(Caller caller) implements Verification {}

    /**
     * It is not good.
     *
     * @param why for the caller to read: says what is wrong, and nothing of what would be right
     */
    record Invalid(String why) implements Verification {}

    /** No key can be had with which to tell. */
    record Unavailable() implements Verification {}
}
