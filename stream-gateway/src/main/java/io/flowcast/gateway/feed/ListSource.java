package io.flowcast.gateway.feed;

import java.util.function.Consumer;

/** Reads the list that one client of the feed shows. */
public interface ListSource {

    /** Answers once, on the event loop that asked, within a bound of time. */
    void read(Consumer<ListReading> answer);

    /** What {@link #read} gives. */
    sealed interface ListReading {
        /**
         * The list.
         *
         * @param at it has every change up to here, and maybe later ones
         * @param json an object on one line
         */
        record Listed(FeedCursor at, String json) implements ListReading {}

        record Unreachable() implements ListReading {}
    }
}
