package io.flowcast.executor.engine;

import io.flowcast.events.Problem;
import io.flowcast.events.Progress;
import io.flowcast.executor.definition.Retry;
import io.flowcast.executor.engine.ItemWait.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides which items of a {@code for} node are tried when, and what the node comes to. It does nothing itself, and is told
 * all that happens. An item that was begun is under way until its result is kept, its retries and its waits included; no
 * more are under way than the node allows, and so no more are repeated after a crash. What waits is kept, too, so that
 * nobody need hold the execution meanwhile. Used by one thread.
 */
final class Loop {

    /** So many errors are given in full; of the others their type, so that a thousand of them are still an output. */
    static final int FULL_ERRORS = 100;

    /**
     * How it is done.
     *
     * @param count of the items
     * @param concurrency how many are under way at most
     * @param collect whether errors are results too; else the first ends the node
     * @param awaits whether an item is not over with what its try does: it waits for something that comes when it likes,
     *     which whoever takes over has to know of before it is asked for
     * @param timeout of one try
     * @param maxOutput in bytes of JSON
     */
    record Rules(
            int count,
            int concurrency,
            boolean collect,
            boolean awaits,
            Retry retry,
            @Nullable Duration timeout,
            long maxOutput) {}

    /** One try of an item; retries count from 0. */
    record Try(int index, int retries) {}

    private static final class Item {
        final int index;
        int retries;
        Phase phase = Phase.RUNNING;
        /** When time alone changes something, in epoch milliseconds. */
        long at;
        /** When this try is over at the latest, in epoch milliseconds. */
        long timesOutAt;
        /** Whether it waits for longer than it may. */
        boolean waitsTooLong;
        /** Whether it waits in a way that is not kept yet. */
        boolean unkept;

        Item(int index) {
            this.index = index;
        }

        Try current() {
            return new Try(index, retries);
        }

        ItemWait asWait() {
            return new ItemWait(
                    phase == Phase.RUNNING || phase == Phase.REPEATING ? Phase.AWAITING : phase,
                    retries,
                    at,
                    timesOutAt,
                    waitsTooLong);
        }
    }

    private final Rules rules;
    private final DoubleSupplier random;
    private final Function<Object, Encoded> encode;
    private final Map<Integer, ItemResult> results = new TreeMap<>();
    private final Map<Integer, Item> underWay = new LinkedHashMap<>();
    private int next;
    private int errors;
    private long size;
    private @Nullable Problem failure;

    /**
     * @param kept results of items that are not to be tried again
     * @param waits items that wait, by index, the earliest to begin first
     * @param repeat whether those that await something are to begin their try once more: their executor died, maybe before
     *     they had
     * @param random in [0, 1): gives the jitter of retries
     * @param encode a plain value as JSON
     */
    Loop(
            Rules rules,
            Map<Integer, ItemResult> kept,
            Map<Integer, ItemWait> waits,
            boolean repeat,
            DoubleSupplier random,
            Function<Object, Encoded> encode) {
        this.rules = rules;
        this.random = random;
        this.encode = encode;
        kept.forEach(this::count);
        waits.forEach((index, wait) -> {
            if (index < rules.count() && !results.containsKey(index)) {
                underWay.put(index, item(index, wait, repeat));
            }
        });
    }

    private static Item item(int index, ItemWait wait, boolean repeat) {
        Item item = new Item(index);
        item.phase = repeat && wait.phase() == Phase.AWAITING ? Phase.REPEATING : wait.phase();
        item.retries = wait.retries();
        item.at = wait.at();
        item.timesOutAt = wait.timesOutAt();
        item.waitsTooLong = wait.tooLong();
        return item;
    }

    /** The tries that begin now. */
    List<Try> begin(long now) {
        List<Try> tries = new ArrayList<>();
        if (failure != null) {
            return tries;
        }
        for (Item item : underWay.values()) {
            if (item.phase == Phase.RETRYING && item.at <= now) {
                item.retries++;
                tries.add(begun(item, now));
            } else if (item.phase == Phase.REPEATING) {
                item.phase = Phase.RUNNING;
                tries.add(item.current());
            }
        }
        for (; next < rules.count() && underWay.size() < rules.concurrency(); next++) {
            if (!results.containsKey(next) && !underWay.containsKey(next)) {
                Item item = new Item(next);
                underWay.put(next, item);
                tries.add(begun(item, now));
            }
        }
        return tries;
    }

    private Try begun(Item item, long now) {
        item.phase = Phase.RUNNING;
        item.unkept = rules.awaits();
        item.waitsTooLong = false;
        item.timesOutAt = rules.timeout() == null
                ? Deadlines.NEVER
                : now + rules.timeout().toMillis();
        item.at = item.timesOutAt;
        return item.current();
    }

    /** Whether this try is the running one of its item; what becomes of any other does not matter. */
    boolean running(Try attempt) {
        Item item = underWay.get(attempt.index());
        return item != null && item.phase == Phase.RUNNING && item.retries == attempt.retries();
    }

    /** The try of this item that runs, or awaits something; null where it does neither. */
    @Nullable
    Try awaiting(int index) {
        Item item = underWay.get(index);
        return item != null && alive(item) ? item.current() : null;
    }

    /** Those that await something, and are not being begun. */
    List<Try> allAwaiting() {
        return underWay.values().stream()
                .filter(item -> item.phase == Phase.AWAITING)
                .map(Item::current)
                .toList();
    }

    private static boolean alive(Item item) {
        return item.phase == Phase.RUNNING || item.phase == Phase.AWAITING || item.phase == Phase.REPEATING;
    }

    private boolean alive(Try attempt) {
        Item item = underWay.get(attempt.index());
        return item != null && alive(item) && item.retries == attempt.retries();
    }

    void succeeded(Try attempt, @Nullable Encoded output) {
        if (alive(attempt)) {
            end(attempt.index(), ItemResult.of(output));
        }
    }

    /** It has nothing more to do than to wait till then. */
    void waits(Try attempt, long until) {
        if (running(attempt)) {
            Item item = item(attempt.index());
            item.phase = Phase.WAITING;
            item.at = Math.min(until, item.timesOutAt);
            item.waitsTooLong = item.timesOutAt < until;
            item.unkept = true;
        }
    }

    /** It has asked for what it awaits, and has nothing more to do. */
    void awaits(Try attempt) {
        if (running(attempt)) {
            item(attempt.index()).phase = Phase.AWAITING;
        }
    }

    /** @param retryAfter the least time until another try, where the other side asked for one */
    void failed(Try attempt, Problem problem, @Nullable Duration retryAfter, long now) {
        if (alive(attempt)) {
            fail(item(attempt.index()), problem, retryAfter, now);
        }
    }

    private void fail(Item item, Problem problem, @Nullable Duration retryAfter, long now) {
        if (rules.retry().allows(problem.type(), item.retries)) {
            item.phase = Phase.RETRYING;
            item.unkept = true;
            item.at = now
                    + rules.retry()
                            .delay(item.retries, random.getAsDouble(), retryAfter)
                            .toMillis();
        } else if (rules.collect()) {
            end(item.index, ItemResult.of(problem, errors < FULL_ERRORS, encode));
        } else {
            giveUp(new Problem(
                    problem.type(),
                    problem.title(),
                    problem.status(),
                    "item " + item.index + (problem.detail() == null ? "" : ": " + problem.detail()),
                    null,
                    problem.errors()));
        }
    }

    /** Lets time pass: the tries whose time is up while they run or await something, which are to be stopped. */
    List<Try> passed(long now) {
        List<Try> stopped = new ArrayList<>();
        for (Item item : underWay.values()) {
            if (item.at > now) {
                continue;
            }
            switch (item.phase) {
                case RUNNING, AWAITING, REPEATING -> {
                    stopped.add(item.current());
                    fail(item, timedOut(), null, now);
                }
                case WAITING -> {
                    if (item.waitsTooLong) {
                        fail(item, timedOut(), null, now);
                    } else {
                        end(item.index, ItemResult.of(null));
                    }
                }
                case RETRYING, ENDED -> {}
            }
        }
        return stopped;
    }

    private Problem timedOut() {
        return Problem.node("timeout", "Timed out", "not finished within " + rules.timeout());
    }

    /**
     * When time alone changes something, in epoch milliseconds.
     *
     * @param draining whether nothing new is to be begun
     */
    long nextDeadline(boolean draining) {
        long earliest = Deadlines.NEVER;
        for (Item item : underWay.values()) {
            boolean waits = item.phase != Phase.ENDED && !(draining && item.phase == Phase.RETRYING);
            earliest = Math.min(earliest, waits ? item.at : Deadlines.NEVER);
        }
        return earliest;
    }

    /** Whether no try runs, and nothing is to be kept: time may pass, or somebody else go on. */
    boolean onlyWaits() {
        return !over() && underWay.values().stream().noneMatch(Loop::busy);
    }

    private static boolean busy(Item item) {
        return item.phase == Phase.RUNNING || item.phase == Phase.ENDED || item.unkept;
    }

    private void end(int index, ItemResult result) {
        Item item = item(index);
        item.phase = Phase.ENDED;
        item.unkept = false;
        item.at = Deadlines.NEVER;
        count(index, result);
    }

    private void count(int index, ItemResult result) {
        results.put(index, result);
        errors += result.failed() ? 1 : 0;
        size += result.size(rules.collect()) + 1;
        if (size > rules.maxOutput()) {
            giveUp(Problem.node(
                    "validation",
                    "Output too large",
                    "the outputs of " + results.size() + " of " + rules.count() + " items have more than "
                            + rules.maxOutput()
                            + " bytes of JSON together, and no more are kept; 'output' of 'do' says what is kept of"
                            + " each: use smaller ones"));
        }
    }

    private void giveUp(Problem problem) {
        if (failure == null) {
            failure = problem;
        }
    }

    private Item item(int index) {
        Item item = underWay.get(index);
        if (item == null) {
            throw new IllegalStateException("item " + index + " is not under way");
        }
        return item;
    }

    /** Results that are yet to be kept. */
    Map<Integer, ItemResult> unkept() {
        Map<Integer, ItemResult> unkept = new TreeMap<>();
        for (Item item : underWay.values()) {
            ItemResult result = item.phase == Phase.ENDED ? results.get(item.index) : null;
            if (result != null) {
                unkept.put(item.index, result);
            }
        }
        return unkept;
    }

    /** These are kept now, and not under way any more. */
    void kept(Collection<Integer> indexes) {
        indexes.forEach(underWay::remove);
    }

    /** What waits, and is yet to be kept so. */
    Map<Integer, ItemWait> unkeptWaits() {
        return waits(item -> item.unkept);
    }

    /** All that waits, kept so or not. */
    Map<Integer, ItemWait> waits() {
        return waits(item -> item.unkept || !busy(item) || rules.awaits());
    }

    private Map<Integer, ItemWait> waits(Predicate<Item> which) {
        Map<Integer, ItemWait> waits = new LinkedHashMap<>();
        for (Item item : underWay.values()) {
            if (item.phase != Phase.ENDED && which.test(item)) {
                waits.put(item.index, item.asWait());
            }
        }
        return waits;
    }

    /** These are kept as they wait now. */
    void waitsKept(Collection<Integer> indexes) {
        indexes.forEach(index -> item(index).unkept = false);
    }

    /** Every result there is, kept or not. */
    Map<Integer, ItemResult> results() {
        return Collections.unmodifiableMap(results);
    }

    /** How many results are kept. */
    int keptCount() {
        return results.size() - unkept().size();
    }

    /** Whether nothing more is to be done. */
    boolean over() {
        return failure != null || results.size() == rules.count();
    }

    /** Why the node fails, where it does. */
    @Nullable
    Problem failure() {
        return failure;
    }

    /** What the node gives, once it is over without a failure: a result for each item, in order. */
    List<@Nullable Object> output() {
        List<@Nullable Object> output = new ArrayList<>(rules.count());
        results.values().forEach(result -> output.add(result.inOutput(rules.collect())));
        return output;
    }

    Progress progress() {
        return new Progress(results.size(), (long) rules.count(), rules.collect() ? (long) errors : null);
    }
}
