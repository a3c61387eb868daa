package io.flowcast.gateway.limit;

import io.flowcast.gateway.limit.Shares.Answer;
import io.flowcast.gateway.limit.Shares.Claim;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How many streams each caller has here, and how many the cluster leaves it. Whoever comes waits for a claim at Redis; one is
 * under way at a time, with all that has gathered meanwhile in the next, so that traffic is bounded whatever the rush. What is
 * given back is told with the next claim, or a moment later. Thread-safe; answers are given outside of the lock.
 */
final class Quotas {

    /** The answer to one who wants to come in. */
    enum Entry {
        GRANTED,
        REFUSED,
        /** Redis did not say, and that is not enough here. */
        UNKNOWN
    }

    /** Clients that one claim speaks of: a fraction of a millisecond of Redis' time. */
    private static final int BATCH = 100;

    private static final Duration SOON = Duration.ofMillis(100);
    /** Redis is not asked again for so long after it did not answer, so that nobody waits for it in vain. */
    private static final Duration AWAY = Duration.ofSeconds(1);

    private static final class Count {
        private final String caller;
        private final Deque<Consumer<Entry>> waiting = new ArrayDeque<>(2);
        private int open;
        /** What Redis knows of. */
        private int leased;
        /** Whether the claim under way speaks of it. */
        private boolean claimed;

        private Count(String caller) {
            this.caller = caller;
        }
    }

    /** A claim under way, for so many of those who wait. */
    private record Asked(Count count, int waiting) {}

    private final int limit;
    private final boolean localWithoutRedis;
    private final Shares shares;
    private final InstantSource clock;
    private final BiConsumer<Duration, Runnable> later;

    // Guarded by this.
    private final Map<String, Count> counts = new HashMap<>();
    /** Of whom somebody waits. */
    private final Set<Count> urgent = new LinkedHashSet<>();
    /** Of whom Redis is to be told, now or later. */
    private final Set<Count> stale = new LinkedHashSet<>();

    private boolean underWay;
    private boolean flushScheduled;
    private boolean flushing;
    private long awayUntil;

    /**
     * Nobody is in.
     *
     * @param limit of each caller in the cluster
     * @param localWithoutRedis whether this replica's own count is enough while Redis is away
     * @param later runs something after a while, on any thread
     */
    Quotas(
            int limit,
            boolean localWithoutRedis,
            Shares shares,
            InstantSource clock,
            BiConsumer<Duration, Runnable> later) {
        this.limit = limit;
        this.localWithoutRedis = localWithoutRedis;
        this.shares = shares;
        this.clock = clock;
        this.later = later;
    }

    /** One more stream of this caller; the answer comes at once or later, on any thread. */
    void enter(String caller, Consumer<Entry> answer) {
        Entry known = enterHere(caller, answer);
        if (known != null) {
            answer.accept(known);
        } else {
            pump();
        }
    }

    /** One stream of this caller that was granted is over. */
    void leave(String caller) {
        synchronized (this) {
            Count count = counts.get(caller);
            if (count == null || count.open == 0) {
                throw new IllegalStateException("left more often than entered");
            }
            count.open--;
            if (forget(count)) {
                return;
            }
            stale.add(count);
            if (flushScheduled) {
                return;
            }
            flushScheduled = true;
        }
        later.accept(SOON, this::flush);
    }

    /** Tells Redis of all, so that their leases hold on. To be called a few times a lease. */
    void renew() {
        synchronized (this) {
            stale.addAll(counts.values());
            flushing = true;
        }
        pump();
    }

    /** Clients that have streams here. */
    synchronized int callers() {
        return counts.size();
    }

    private void flush() {
        synchronized (this) {
            flushScheduled = false;
            flushing = true;
        }
        pump();
    }

    /** Null where Redis has to be asked. */
    private synchronized @Nullable Entry enterHere(String caller, Consumer<Entry> answer) {
        Count count = counts.computeIfAbsent(caller, Count::new);
        if (count.open + count.waiting.size() >= limit) {
            return Entry.REFUSED;
        }
        if (clock.millis() < awayUntil) {
            return withoutRedis(count);
        }
        count.waiting.add(answer);
        urgent.add(count);
        return null;
    }

    private Entry withoutRedis(Count count) {
        if (localWithoutRedis) {
            count.open++;
            stale.add(count);
            return Entry.GRANTED;
        }
        forget(count);
        return Entry.UNKNOWN;
    }

    /** Sends the next claim, where there is something to claim and none is under way. */
    private void pump() {
        List<Asked> asked = new ArrayList<>();
        List<Claim> claims = new ArrayList<>();
        synchronized (this) {
            if (underWay || clock.millis() < awayUntil) {
                return;
            }
            take(urgent, asked);
            if (flushing || !asked.isEmpty()) {
                take(stale, asked);
            }
            flushing = flushing && !stale.isEmpty();
            if (asked.isEmpty()) {
                return;
            }
            underWay = true;
            for (Asked one : asked) {
                Count count = one.count;
                claims.add(new Claim(count.caller, count.open, count.open + one.waiting));
            }
        }
        shares.claim(claims, answer -> settle(asked, answer));
    }

    private void take(Set<Count> from, List<Asked> asked) {
        while (asked.size() < BATCH && !from.isEmpty()) {
            Count next = from.iterator().next();
            urgent.remove(next);
            stale.remove(next);
            next.claimed = true;
            asked.add(new Asked(next, next.waiting.size()));
        }
    }

    private void settle(List<Asked> asked, Answer answer) {
        List<Runnable> answers = new ArrayList<>();
        synchronized (this) {
            underWay = false;
            asked.forEach(one -> one.count.claimed = false);
            switch (answer) {
                case Answer.Granted granted -> {
                    for (int i = 0; i < asked.size(); i++) {
                        settle(asked.get(i), granted.counts().get(i), answers);
                    }
                }
                case Answer.Unreachable unreachable -> away(asked, answers);
            }
        }
        answers.forEach(Runnable::run);
        pump();
    }

    private void settle(Asked one, int granted, List<Runnable> answers) {
        Count count = one.count;
        count.leased = granted;
        for (int i = 0; i < one.waiting; i++) {
            Entry entry = count.open < granted ? Entry.GRANTED : Entry.REFUSED;
            count.open += entry == Entry.GRANTED ? 1 : 0;
            Consumer<Entry> first = count.waiting.removeFirst();
            answers.add(() -> first.accept(entry));
        }
        forget(count);
    }

    /** Nobody waits for a Redis that does not answer; it is told of all once it does. */
    private void away(List<Asked> asked, List<Runnable> answers) {
        awayUntil = clock.millis() + AWAY.toMillis();
        asked.forEach(one -> stale.add(one.count));
        urgent.addAll(asked.stream().map(Asked::count).toList());
        List<Count> inVain = List.copyOf(urgent);
        urgent.clear();
        for (Count count : inVain) {
            while (!count.waiting.isEmpty()) {
                Consumer<Entry> first = count.waiting.removeFirst();
                Entry entry = withoutRedis(count);
                answers.add(() -> first.accept(entry));
            }
        }
        if (!flushScheduled) {
            flushScheduled = true;
            later.accept(AWAY.plus(SOON), this::flush);
        }
    }

    /** Whether there is nothing to say of it any more, here or at Redis. */
    private boolean forget(Count count) {
        if (count.open == 0 && count.leased == 0 && !count.claimed && count.waiting.isEmpty()) {
            counts.remove(count.caller);
            urgent.remove(count);
            stale.remove(count);
            return true;
        }
        return false;
    }
}
