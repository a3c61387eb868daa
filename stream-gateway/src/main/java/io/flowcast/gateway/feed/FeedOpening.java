package io.flowcast.gateway.feed;

/** Where a client wants the feed to begin. */
public sealed interface FeedOpening {

    /** With the list as it is now. */
    record Snapshot() implements FeedOpening {}

    /** With what follows an entry that it has. */
    record After(FeedCursor cursor) implements FeedOpening {}

    /** It sent a cursor that is none. */
    record Unreadable() implements FeedOpening {}
}
