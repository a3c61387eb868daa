package io.flowcast.gateway.hub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One question for all who want to know the same (single flight), but only for those who asked before it was sent. Who asks
 * while it is under way waits till those have had their answer. He may be served by then, without asking; else he asks
 * together with all who waited as he did. Of one event loop.
 */
final class Flights<K, T> {

    private record Passenger<K, T>(
            K key, Consumer<T> answer, @Nullable BooleanSupplier served) {}

    private final BiConsumer<K, Consumer<T>> send;
    private final BiPredicate<K, K> serves;
    /** Who asked since it was sent. */
    private final Map<K, List<Passenger<K, T>>> underWay = new LinkedHashMap<>();

    /**
     * Nothing is under way.
     *
     * @param send puts a question, whose answer comes later
     * @param serves whether one may be served once this, the first, was answered, who wanted to know that
     */
    Flights(BiConsumer<K, Consumer<T>> send, BiPredicate<K, K> serves) {
        this.send = send;
        this.serves = serves;
    }

    void ask(K key, Consumer<T> answer) {
        board(new Passenger<>(key, answer, null), underWay.get(key));
    }

    /**
     * As {@link #ask(Object, Consumer)}, and content with less.
     *
     * @param served called once another's question was answered; says whether its own is settled
     */
    void ask(K key, Consumer<T> answer, BooleanSupplier served) {
        List<Passenger<K, T>> next = underWay.get(key);
        if (next == null) {
            next = underWay.entrySet().stream()
                    .filter(flight -> serves.test(flight.getKey(), key))
                    .findFirst()
                    .map(Map.Entry::getValue)
                    .orElse(null);
        }
        board(new Passenger<>(key, answer, served), next);
    }

    private void board(Passenger<K, T> passenger, @Nullable List<Passenger<K, T>> next) {
        if (next == null) {
            launch(passenger.key(), List.of(passenger));
        } else {
            next.add(passenger);
        }
    }

    private void launch(K key, List<Passenger<K, T>> aboard) {
        List<Passenger<K, T>> next = new ArrayList<>();
        underWay.put(key, next);
        send.accept(key, result -> {
            try {
                aboard.forEach(passenger -> passenger.answer().accept(result));
            } finally {
                underWay.remove(key);
                goOn(next);
            }
        });
    }

    private void goOn(List<Passenger<K, T>> waited) {
        Map<K, List<Passenger<K, T>>> left = new LinkedHashMap<>();
        for (Passenger<K, T> passenger : waited) {
            BooleanSupplier served = passenger.served();
            if (served == null || !served.getAsBoolean()) {
                left.computeIfAbsent(passenger.key(), key -> new ArrayList<>()).add(passenger);
            }
        }
        left.forEach((key, some) -> {
            List<Passenger<K, T>> next = underWay.get(key);
            if (next == null) {
                launch(key, some);
            } else {
                next.addAll(some);
            }
        });
    }
}
