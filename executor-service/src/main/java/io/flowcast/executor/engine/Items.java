package io.flowcast.executor.engine;

import io.flowcast.executor.store.ItemList;
import io.flowcast.executor.store.ItemStore;
import io.flowcast.executor.store.ItemStore.Opened;
import io.flowcast.executor.store.ItemStore.Saved;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The results of one {@code for} node's items, as the store keeps them: what it does not answer is repeated until it does,
 * and what a failover lost of them is kept once more. Used by one thread, which it blocks.
 */
final class Items {

    /** Redis serves nobody else while it writes them. */
    private static final int AT_ONCE = 500;

    private static final Duration REWOUND_PAUSE = Duration.ofMillis(200);

    private final ItemStore store;
    private final Patience patience;
    private final StateCodec codec;
    private final ItemList list;
    private final int count;
    private final String identity;
    /** Of the node. */
    private final int retries;

    /** Another executor has the execution: what happens here does not count any more. */
    static final class Fenced extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** @param items of the list, as JSON */
    Items(ItemStore store, Patience patience, StateCodec codec, ItemList list, int count, String items, int retries) {
        this.store = store;
        this.patience = patience;
        this.codec = codec;
        this.list = list;
        this.count = count;
        this.identity = count + " " + digest(items);
        this.retries = retries;
    }

    /** The results that are not to be made again, by index; empty where those of another list are kept. */
    Optional<Map<Integer, ItemResult>> open() throws InterruptedException, Fenced {
        while (true) {
            switch (answered(() -> store.open(list, identity))) {
                case Opened.Open(int kept) -> {
                    return Optional.of(kept == 0 ? Map.of() : read());
                }
                case Opened.Different _ -> {
                    return Optional.empty();
                }
                case Opened.Rewound() -> Thread.sleep(REWOUND_PAUSE);
                case Opened.Fenced() -> throw new Fenced();
            }
        }
    }

    private Map<Integer, ItemResult> read() throws InterruptedException {
        Map<Integer, ItemResult> results = new LinkedHashMap<>();
        answered(() -> store.read(list, count))
                .forEach((index, stored) ->
                        ItemResult.read(stored, retries, codec).ifPresent(result -> results.put(index, result)));
        return results;
    }

    /**
     * Keeps these results.
     *
     * @param known how many are kept already
     * @param all of them, to be kept once more where some were lost
     */
    void keep(Map<Integer, ItemResult> results, int known, Map<Integer, ItemResult> all)
            throws InterruptedException, Fenced {
        while (true) {
            switch (save(results, known)) {
                case SAVED -> {
                    return;
                }
                case REWOUND -> Thread.sleep(REWOUND_PAUSE);
                case LOST -> {
                    if (open().isEmpty()) {
                        throw new IllegalStateException("another list of " + list.nodeId() + " is kept now");
                    }
                    keepAll(all);
                }
                case FENCED -> throw new Fenced();
            }
        }
    }

    private void keepAll(Map<Integer, ItemResult> all) throws InterruptedException {
        Map<Integer, ItemResult> some = new LinkedHashMap<>();
        for (Map.Entry<Integer, ItemResult> one : all.entrySet()) {
            some.put(one.getKey(), one.getValue());
            if (some.size() == AT_ONCE) {
                save(some, 0);
                some.clear();
            }
        }
        save(some, 0);
    }

    private Saved save(Map<Integer, ItemResult> results, int known) throws InterruptedException {
        Map<Integer, String> stored = LinkedHashMap.newLinkedHashMap(results.size());
        results.forEach((index, result) -> stored.put(index, result.stored(retries)));
        return answered(() -> store.save(list, known, stored));
    }

    private <T> T answered(Supplier<T> call) throws InterruptedException {
        return patience.untilAnswered("items of " + list.id(), call);
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
