package io.flowcast.executor.definition;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One read for all who ask while an earlier one is under way. What anybody gets was read after they asked, so that a change
 * that was acknowledged before is always seen. Thread-safe; blocks, so for virtual threads.
 */
final class SharedRead<T> {

    // Guarded by this.
    private @Nullable CompletableFuture<T> underWay;
    /** Begins when the one under way has ended; whoever asks until then takes part. */
    private @Nullable CompletableFuture<T> next;

    /** What {@code read} gives, called by this thread or by another that asked at the same time. */
    T get(Supplier<T> read) {
        CompletableFuture<T> mine;
        CompletableFuture<T> before;
        boolean joined = false;
        synchronized (this) {
            before = underWay;
            CompletableFuture<T> joinable = next;
            if (joinable != null) {
                mine = joinable;
                joined = true;
            } else {
                mine = new CompletableFuture<>();
                if (before == null) {
                    underWay = mine;
                } else {
                    next = mine;
                }
            }
        }
        if (!joined) {
            begin(mine, before);
            perform(read, mine);
        }
        try {
            return mine.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void begin(CompletableFuture<T> mine, @Nullable CompletableFuture<T> before) {
        if (before != null) {
            settled(before);
            synchronized (this) {
                underWay = mine;
                next = null;
            }
        }
    }

    /** Waits, whatever comes of it. */
    private static void settled(CompletableFuture<?> read) {
        try {
            read.join();
        } catch (CompletionException failed) {
            // That is for those who shared it.
        }
    }

    @SuppressWarnings("ReferenceEquality") // a read is no other's equal
    private void perform(Supplier<T> read, CompletableFuture<T> mine) {
        try {
            mine.complete(read.get());
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
        } finally {
            synchronized (this) {
                if (underWay == mine) {
                    underWay = null;
                }
            }
        }
    }
}
