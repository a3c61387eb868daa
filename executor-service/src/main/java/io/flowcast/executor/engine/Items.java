package io.flowcast.executor.engine;

import io.flowcast.events.ExecutionId;
import io.flowcast.executor.store.ItemList;
import io.flowcast.executor.store.ItemStore;
import io.flowcast.executor.store.ItemStore.Opened;
import io.flowcast.executor.store.ItemStore.Saved;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The results of one {@code for} node's items, and those that wait, as the store keeps them: what it does not answer is
 * repeated until it does, and what a failover lost of them is kept once more. Used by one thread, which it blocks.
 */
final class Items {

    /** Redis serves nobody else while it writes them. */
    private static final int AT_ONCE = 500;

    private static final Duration REWOUND_PAUSE = Duration.ofMillis(200);
    /** The note of what was told of the progress. */
    private static final String TOLD = "told";
    /** That of the list itself, of a loop that has left off. */
    private static final String LIST = "list";

    private final ItemStore store;
    private final Patience patience;
    private final StateCodec codec;
    private final ItemList list;
    private final int count;
    private final String items;
    private final String identity;
    /** Of the node. */
    private final int retries;

    private final Function<Loop.Try, Optional<ExecutionId>> children;

    /**
     * What was noted of items that have not ended.
     *
     * @param told of the progress; null where nothing was
     * @param list whether the list itself is
     */
    record Noted(Map<Integer, ItemWait> waits, @Nullable String told, boolean list) {}

    /** Another executor has the execution: what happens here does not count any more. */
    static final class Fenced extends Exception {
        private static final long serialVersionUID = 1;
    }

    /**
     * @param items of the list, as JSON
     * @param retries of the node
     * @param children which execution a try waits for
     */
    Items(
            ItemStore store,
            Patience patience,
            StateCodec codec,
            ItemList list,
            int count,
            String items,
            int retries,
            Function<Loop.Try, Optional<ExecutionId>> children) {
        this.store = store;
        this.patience = patience;
        this.codec = codec;
        this.list = list;
        this.count = count;
        this.items = items;
        this.identity = count + " " + digest(items);
        this.retries = retries;
        this.children = children;
    }

    /**
     * The list with which a node began that has left off since: its expression may come to another by now. Empty where it has
     * not left off.
     */
    static Optional<Object> begunWith(LoopRun.Tools tools, StateCodec codec, ItemList list)
            throws InterruptedException {
        Map<String, String> notes = tools.patience()
                .untilAnswered("items of " + list.id(), () -> tools.store().notes(list));
        return Optional.ofNullable(notes.get(LIST))
                .map(items -> codec.decode(items).value());
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

    Noted noted() throws InterruptedException {
        Map<String, String> notes = new HashMap<>(answered(() -> store.notes(list)));
        String told = notes.remove(TOLD);
        boolean listed = notes.remove(LIST) != null;
        Map<Integer, ItemWait> waits = new TreeMap<>();
        notes.forEach((index, note) ->
                ItemWait.read(note, retries, codec).ifPresent(wait -> waits.put(Integer.valueOf(index), wait)));
        return new Noted(waits, told, listed);
    }

    /** Keeps what has ended, and what waits, and is not kept so. */
    void keep(Loop loop) throws InterruptedException, Fenced {
        Map<Integer, ItemResult> results = loop.unkept();
        Map<Integer, ItemWait> waits = loop.unkeptWaits();
        if (!results.isEmpty() || !waits.isEmpty()) {
            keep(loop, results, notes(waits));
            loop.kept(results.keySet());
            loop.waitsKept(waits.keySet());
        }
    }

    /**
     * Keeps what whoever goes on has to know.
     *
     * @param noted before
     * @param told of the progress
     */
    void leave(Loop loop, Noted noted, String told) throws InterruptedException, Fenced {
        Map<String, String> notes = new LinkedHashMap<>();
        if (!told.equals(noted.told())) {
            notes.put(TOLD, told);
        }
        if (!noted.list()) {
            notes.put(LIST, items);
        }
        if (!notes.isEmpty()) {
            keep(loop, Map.of(), notes);
        }
    }

    private void keep(Loop loop, Map<Integer, ItemResult> results, Map<String, String> notes)
            throws InterruptedException, Fenced {
        while (true) {
            switch (save(results, loop.keptCount(), notes)) {
                case SAVED -> {
                    return;
                }
                case REWOUND -> Thread.sleep(REWOUND_PAUSE);
                case LOST -> {
                    if (open().isEmpty()) {
                        throw new IllegalStateException("another list of " + list.nodeId() + " is kept now");
                    }
                    keepAll(loop);
                }
                case FENCED -> throw new Fenced();
            }
        }
    }

    private void keepAll(Loop loop) throws InterruptedException {
        Map<Integer, ItemResult> some = new LinkedHashMap<>();
        for (Map.Entry<Integer, ItemResult> one : loop.results().entrySet()) {
            some.put(one.getKey(), one.getValue());
            if (some.size() == AT_ONCE) {
                save(some, 0, Map.of());
                some.clear();
            }
        }
        save(some, 0, notes(loop.waits()));
    }

    private Map<String, String> notes(Map<Integer, ItemWait> waits) {
        Map<String, String> notes = new LinkedHashMap<>();
        waits.forEach((index, wait) -> notes.put(
                index.toString(),
                wait.stored(
                        retries,
                        children.apply(new Loop.Try(index, wait.retries())).orElse(null),
                        codec)));
        return notes;
    }

    private Saved save(Map<Integer, ItemResult> results, int known, Map<String, String> notes)
            throws InterruptedException {
        Map<Integer, String> stored = LinkedHashMap.newLinkedHashMap(results.size());
        results.forEach((index, result) -> stored.put(index, result.stored(retries)));
        return answered(() -> store.save(list, known, stored, notes));
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
