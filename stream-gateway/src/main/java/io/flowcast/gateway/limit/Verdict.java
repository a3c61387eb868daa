package io.flowcast.gateway.limit;

/** Whether there may be one more stream. */
public sealed interface Verdict {

    /** There may; the place is to be given back when the stream is over. */
    record Granted(Place place) implements Verdict {}

    record Refused(Refusal why) implements Verdict {}
}
