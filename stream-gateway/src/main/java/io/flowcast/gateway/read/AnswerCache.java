package io.flowcast.gateway.read;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets many who ask for the same share one read, and what it gave for a while. A failure is shared by those who waited for
 * it and not kept. Thread-safe.
 */
final class AnswerCache<K, V extends AnswerCache.Weighed> {

    /** Something of which it is known how much memory it takes. */
    interface Weighed {
        long bytes();
    }

    private static final class Entry<V> {
        private final Future<V> read;
        private final long startedAt;
        private long bytes;

        private Entry(Future<V> read, long startedAt) {
            this.read = read;
            this.startedAt = startedAt;
        }
    }

    private final long age;
    private final long memory;
    private final LongSupplier nanoTime;
    /** Guarded by itself; the oldest first. */
    private final Map<K, Entry<V>> entries = new LinkedHashMap<>();
    /** Of all entries; guarded by them. */
    private long bytes;

    /**
     * Is empty.
     *
     * @param age how long an answer is given, counted from when it was asked for
     * @param memory bytes of answers that are kept
     */
    AnswerCache(Duration age, long memory, LongSupplier nanoTime) {
        this.age = age.toNanos();
        this.memory = memory;
        this.nanoTime = nanoTime;
    }

    Future<V> get(K key, Supplier<Future<V>> read) {
        Entry<V> fresh;
        synchronized (entries) {
            long now = nanoTime.getAsLong();
            Entry<V> present = entries.get(key);
            if (present != null && (!present.read.isComplete() || now - present.startedAt < age)) {
                return present.read;
            }
            dropOld(now);
            drop(key, present);
            // Under the lock, so that only one is sent; it does not wait.
            fresh = new Entry<>(read.get(), now);
            entries.put(key, fresh);
        }
        fresh.read.onComplete(done -> settled(key, fresh, done.succeeded() ? done.result() : null));
        return fresh.read;
    }

    /** What is under way or kept is given to nobody any more. */
    void clear() {
        synchronized (entries) {
            entries.clear();
            bytes = 0;
        }
    }

    int size() {
        synchronized (entries) {
            return entries.size();
        }
    }

    private void settled(K key, Entry<V> entry, @Nullable V value) {
        synchronized (entries) {
            if (entries.get(key) != entry) {
                return;
            }
            if (value == null) {
                drop(key, entry);
                return;
            }
            entry.bytes = value.bytes();
            bytes += entry.bytes;
            Iterator<Entry<V>> oldest = entries.values().iterator();
            while (bytes > memory && oldest.hasNext()) {
                Entry<V> next = oldest.next();
                if (next.read.isComplete()) {
                    oldest.remove();
                    bytes -= next.bytes;
                }
            }
        }
    }

    private void dropOld(long now) {
        Iterator<Entry<V>> oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            Entry<V> next = oldest.next();
            if (now - next.startedAt < age) {
                return;
            }
            if (next.read.isComplete()) {
                oldest.remove();
                bytes -= next.bytes;
            }
        }
    }

    private void drop(K key, @Nullable Entry<V> entry) {
        if (entry != null && entries.remove(key, entry)) {
            bytes -= entry.bytes;
        }
    }
}
