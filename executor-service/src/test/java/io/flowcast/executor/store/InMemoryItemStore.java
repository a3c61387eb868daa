package io.flowcast.executor.store;

import io.flowcast.events.ExecutionFields;
import io.flowcast.executor.store.InMemoryState.Kept;
import io.flowcast.executor.store.InMemoryState.RunningList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The items of {@link InMemoryExecutionStore}'s executions, with the semantics that {@link ItemStoreContract} states. */
final class InMemoryItemStore implements ItemStore {

    private final InMemoryState state;
    private final String executor;
    private final Atomically atomically;

    interface Atomically {
        <T> T run(Supplier<T> step);
    }

    InMemoryItemStore(InMemoryState state, String executor, Atomically atomically) {
        this.state = state;
        this.executor = executor;
        this.atomically = atomically;
    }

    @Override
    public Opened open(ItemList items, String list) {
        return atomically.run(() -> switch (hold(items)) {
            case FENCED -> new Opened.Fenced();
            case REWOUND -> new Opened.Rewound();
            case LOST, SAVED -> {
                state.items.computeIfPresent(node(items), (_, kept) -> kept.inherited() ? adopted(kept, list) : kept);
                Kept kept = state.items.computeIfAbsent(
                        node(items), _ -> new Kept(list, new TreeMap<>(), new TreeMap<>(), false));
                yield kept.list().equals(list)
                        ? new Opened.Open(kept.results().size())
                        : new Opened.Different(kept.list());
            }
        });
    }

    private static @Nullable Kept adopted(Kept kept, String list) {
        Map<Integer, String> outputs = new TreeMap<>(kept.results());
        outputs.values().removeIf(result -> result.startsWith("{\"error\":"));
        return kept.list().equals(list) ? new Kept(list, outputs, new TreeMap<>(), false) : null;
    }

    @Override
    public Saved save(ItemList items, int known, Map<Integer, String> results, Map<String, String> notes) {
        return atomically.run(() -> {
            Saved hold = hold(items);
            Kept kept = state.items.get(node(items));
            if (hold != Saved.SAVED) {
                return hold;
            }
            if (kept == null || kept.results().size() < known) {
                return Saved.LOST;
            }
            kept.results().putAll(results);
            if (!results.isEmpty()) {
                state.hashes.get(items.id()).put(ExecutionFields.TAKEOVERS, "0");
            }
            results.keySet().forEach(index -> kept.notes().remove(index.toString()));
            kept.notes().putAll(notes);
            return Saved.SAVED;
        });
    }

    @Override
    public Map<Integer, String> read(ItemList items, int count) {
        return atomically.run(() -> {
            Kept kept = state.items.get(node(items));
            Map<Integer, String> results = new TreeMap<>();
            if (kept != null) {
                kept.results().forEach((index, result) -> {
                    if (index < count) {
                        results.put(index, result);
                    }
                });
            }
            return results;
        });
    }

    @Override
    public Map<String, String> notes(ItemList items) {
        return atomically.run(() -> {
            Kept kept = state.items.get(node(items));
            return kept == null ? Map.of() : new TreeMap<>(kept.notes());
        });
    }

    @Override
    public Optional<String> signal(ItemList items, int index) {
        return atomically.run(() -> Optional.ofNullable(
                state.itemSignals.getOrDefault(node(items), Map.of()).get(index)));
    }

    @Override
    public void drop(ItemList items) {
        atomically.run(() -> {
            Map<String, String> hash = state.hashes.getOrDefault(items.id(), Map.of());
            boolean others = InMemoryState.fence(hash) > items.fence()
                    || (InMemoryState.held(hash) && !executor.equals(hash.get(ExecutionFields.EXECUTOR)));
            return others ? null : state.items.remove(node(items));
        });
    }

    /** SAVED where this executor may write. */
    private Saved hold(ItemList items) {
        Map<String, String> hash = state.hashes.getOrDefault(items.id(), Map.of());
        long fence = InMemoryState.fence(hash);
        if (fence > items.fence() || InMemoryState.ended(hash)) {
            return Saved.FENCED;
        }
        if (fence < items.fence()) {
            return Saved.REWOUND;
        }
        return executor.equals(hash.get(ExecutionFields.EXECUTOR)) ? Saved.SAVED : Saved.FENCED;
    }

    private static RunningList node(ItemList items) {
        return new RunningList(items.id(), items.nodeId());
    }
}
