package io.flowcast.executor.store;

import java.util.Map;
import java.util.Optional;

/**
 * What the items of {@code for} nodes came to, and what they wait for, kept while the node runs, so that whoever takes over
 * goes on with the rest. Each method is atomic (but for {@link #read}), blocks, may be repeated with the same arguments and then answers the same,
 * and throws {@link StoreUnavailable}. None of them writes where another executor holds the execution.
 */
public interface ItemStore {

    /**
     * Begins to keep the results of a list, or goes on; in a retry, with the outputs that the execution which it retries
     * kept of the same list.
     *
     * @param list tells it from any other
     */
    Opened open(ItemList items, String list);

    /**
     * Keeps more results. Where some are not there any more, {@link Saved#LOST} and nothing is written: the list is to be
     * opened anew, and all results to be kept once more.
     *
     * @param known how many different results are kept, at least, as far as the caller knows
     * @param results by the index of their item, of which nothing is noted any more
     * @param notes of items that wait, by their index, and whatever else is to be found again
     */
    Saved save(ItemList items, int known, Map<Integer, String> results, Map<String, String> notes);

    /** As {@link #save(ItemList, int, Map, Map)}, with nothing to be noted. */
    default Saved save(ItemList items, int known, Map<Integer, String> results) {
        return save(items, known, results, Map.of());
    }

    /** The results that are kept of the items from 0 to {@code count}, by index. */
    Map<Integer, String> read(ItemList items, int count);

    /** What is noted. */
    Map<String, String> notes(ItemList items);

    /** The signal that was received for this item, as it is kept. */
    Optional<String> signal(ItemList items, int index);

    /** Forgets them, but for signals, so that none is taken twice; to be called once the node has ended. */
    void drop(ItemList items);

    /** What came of opening. */
    sealed interface Opened {

        /**
         * They can be saved.
         *
         * @param kept how many results there are
         */
        record Open(int kept) implements Opened {}

        /** Results of another list are kept for this node. */
        record Different(String list) implements Opened {}

        /** See {@link Saved#REWOUND}. */
        record Rewound() implements Opened {}

        record Fenced() implements Opened {}
    }

    /** What came of saving. */
    enum Saved {
        SAVED,
        LOST,
        /** A failover lost the claim: to be repeated once the owner has written the execution again. */
        REWOUND,
        /** Another executor has it. */
        FENCED
    }
}
