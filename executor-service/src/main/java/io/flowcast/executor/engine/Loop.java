package io.flowcast.executor.engine;

import io.flowcast.events.Problem;
import io.flowcast.events.Progress;
import io.flowcast.executor.definition.Retry;
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
import org.jspecify.annotations.Nullable;

/**
 * Decides which items of a {@code for} node are tried when, and what the node comes to. It does nothing itself, and is told
 * all that happens. An item that was begun is under way until its result is kept, its retries and its waits included; no
 * more are under way than the node allows, and so no more are repeated after a crash. Used by one thread.
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
     * @param timeout of one try
     * @param maxOutput in characters of JSON
     */
    record Rules(
            int count,
            int concurrency,
            boolean collect,
            Retry retry,
            @Nullable Duration timeout,
            long maxOutput) {}

    /** One try of an item; retries count from 0. */
    record Try(int index, int retries) {}

    private enum Phase {
        RUNNING,
        WAITING,
        RETRYING,
        ENDED
    }

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

        Item(int index) {
            this.index = index;
        }

        Try current() {
            return new Try(index, retries);
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
     * @param random in [0, 1): gives the jitter of retries
     * @param encode a plain value as JSON
     */
    Loop(Rules rules, Map<Integer, ItemResult> kept, DoubleSupplier random, Function<Object, Encoded> encode) {
        this.rules = rules;
        this.random = random;
        this.encode = encode;
        kept.forEach(this::count);
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
            }
        }
        for (; next < rules.count() && underWay.size() < rules.concurrency(); next++) {
            if (!results.containsKey(next)) {
                Item item = new Item(next);
                underWay.put(next, item);
                tries.add(begun(item, now));
            }
        }
        return tries;
    }

    private Try begun(Item item, long now) {
        item.phase = Phase.RUNNING;
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

    void succeeded(Try attempt, @Nullable Encoded output) {
        if (running(attempt)) {
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
        }
    }

    /** @param retryAfter the least time until another try, where the other side asked for one */
    void failed(Try attempt, Problem problem, @Nullable Duration retryAfter, long now) {
        if (running(attempt)) {
            fail(item(attempt.index()), problem, retryAfter, now);
        }
    }

    private void fail(Item item, Problem problem, @Nullable Duration retryAfter, long now) {
        if (rules.retry().allows(problem.type(), item.retries)) {
            item.phase = Phase.RETRYING;
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

    /** Lets time pass: the running tries whose time is up, which are to be stopped. */
    List<Try> passed(long now) {
        List<Try> stopped = new ArrayList<>();
        for (Item item : underWay.values()) {
            if (item.at > now) {
                continue;
            }
            switch (item.phase) {
                case RUNNING -> {
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

    /** When time alone changes something, in epoch milliseconds. */
    long nextDeadline() {
        long earliest = Deadlines.NEVER;
        for (Item item : underWay.values()) {
            earliest = Math.min(earliest, item.phase == Phase.ENDED ? Deadlines.NEVER : item.at);
        }
        return earliest;
    }

    private void end(int index, ItemResult result) {
        Item item = item(index);
        item.phase = Phase.ENDED;
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
                            + " characters of JSON together, and no more are kept; 'output' of 'do' says what is kept of"
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
