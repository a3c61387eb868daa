package io.flowcast.executor.store;

import static io.flowcast.executor.store.BranchingRedis.ID;

import com.fasterxml.jackson.databind.node.TextNode;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.store.BranchingRedis.Seen;
import io.flowcast.executor.store.LeaseActor.Mode;
import io.vertx.redis.client.Command;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Every order in which two executors, those who ask something of an execution, and mishaps can meet, on a real Redis: from
 * each state every step that is possible is taken, breadth first, and what it leads to is checked. States that differ in
 * nothing are one.
 */
final class ProtocolExploration {

    /** What happens; each of the mishaps as often as the bounds allow. */
    enum Move {
        CLAIM_A,
        CLAIM_B,
        COMMIT_A,
        COMMIT_B,
        RENEW_A,
        RENEW_B,
        EFFECT_A,
        EFFECT_B,
        RESTORE_A,
        RESTORE_B,
        SIGNAL,
        CANCEL,
        /** So much time passes that every lease is over that was not renewed since. */
        LAPSE,
        CRASH_A,
        LET_GO_A,
        LOST_CLAIM_A,
        LOST_COMMIT_A,
        /** A failover to a replica that lacks the last write, or the last two. */
        LOSE_ONE,
        LOSE_TWO
    }

    /** @param may how often what need not happen may happen */
    record Bounds(String name, Map<Move, Integer> may) {}

    /** A promise that was broken. */
    static final class Violation extends RuntimeException {
        private static final long serialVersionUID = 1;

        Violation(String message) {
            super(message);
        }
    }

    private static final long BEGINNING = 1_800_000_000_000_000L;
    private static final long LEASE_AND_MORE = (StoreUnderTest.LEASE.toMillis() + 1) * 1_000;
    private static final Intent.Request.Signal GO = new Intent.Request.Signal("go", "k", TextNode.valueOf("yes"), 1);
    private static final int AT_ONCE = 64;
    /** So many states' steps are under way, or remembered, at a time. */
    private static final int SLICE = 1_000;
    /** Of each executor, that get something. */
    private static final int CLAIMS = 6;

    /** All there is to a state: what Redis holds, and what everybody knows. */
    private static final class State {
        private final int number;
        private final @Nullable State from;
        private final @Nullable Move by;
        private final LeaseActor a;
        private final LeaseActor b;
        private final EnumMap<Move, Integer> done;
        private long micros;
        private boolean signalled;
        /** Among all that were found. */
        private int place;

        private String key = "";
        private Seen seen = new Seen(Map.of(), List.of(), null, "", List.of(), List.of());
        /** States whose keys a replica may still have, the latest first. */
        private List<State> earlier = List.of();

        private State(int number) {
            this.number = number;
            from = null;
            by = null;
            a = new LeaseActor("A");
            b = new LeaseActor("B");
            done = new EnumMap<>(Move.class);
            micros = BEGINNING;
        }

        private State(int number, State from, Move by) {
            this.number = number;
            this.from = from;
            this.by = by;
            a = new LeaseActor(from.a);
            b = new LeaseActor(from.b);
            done = new EnumMap<>(from.done);
            done.merge(by, 1, Integer::sum);
            micros = from.micros;
            signalled = from.signalled;
        }

        private boolean over() {
            return List.of("completed", "cancelled").contains(seen.fields().getOrDefault("status", ""));
        }

        private long fence() {
            return Long.parseLong(seen.fields().getOrDefault("fence", "0"));
        }

        private String path() {
            Deque<Move> moves = new ArrayDeque<>();
            for (State state = this; state.by != null && state.from != null; state = state.from) {
                moves.addFirst(state.by);
            }
            return moves.toString();
        }
    }

    private final RedisUnderTest redis;
    private final Bounds bounds;
    private final boolean loses;
    private final BranchingRedis branches;
    private final Map<String, ExecutionStore> stores;
    private final IntentStore gateway;
    private final Map<String, Integer> known = new HashMap<>();
    private final List<int[]> edges = new ArrayList<>();
    private final List<State> states = new ArrayList<>();
    private int numbers;
    private int transitions;
    private int depth;
    private @Nullable String violation;

    private ProtocolExploration(RedisUnderTest redis, Bounds bounds, List<BranchingRedis.Mistake> mistakes) {
        this.redis = redis;
        this.bounds = bounds;
        this.loses = bounds.may().containsKey(Move.LOSE_ONE) || bounds.may().containsKey(Move.LOSE_TWO);
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < CLAIMS; i++) {
            tokens.addAll(List.of("A" + i, "B" + i));
        }
        branches = new BranchingRedis(redis, tokens, mistakes);
        stores = Map.of("A", store("A"), "B", store("B"));
        gateway = store("gateway");
    }

    private RedisExecutionStore store(String name) {
        return new RedisExecutionStore(
                branches,
                new RedisClock(),
                new StoreMetrics(redis.registry),
                new ExecutorName(name),
                RedisUnderTest.SETTINGS,
                1);
    }

    static ProtocolExploration of(RedisUnderTest redis, Bounds bounds, BranchingRedis.Mistake... mistakes)
            throws Exception {
        ProtocolExploration exploration = new ProtocolExploration(redis, bounds, List.of(mistakes));
        try {
            exploration.walk();
        } catch (Violation e) {
            exploration.violation = e.getMessage();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof Violation found)) {
                throw e;
            }
            exploration.violation = found.getMessage();
        } finally {
            exploration.branches.close();
        }
        return exploration;
    }

    /** The first that was found, with the steps that led to it; null where there is none. */
    @Nullable
    String violation() {
        return violation;
    }

    private void walk() throws Exception {
        State first = new State(numbers++);
        redis.call(Command.SET, BranchingRedis.prefix(0) + "beat", Long.toString(BEGINNING / 1_000));
        first.seen = branches.step(0, 0, BEGINNING, () -> store("gateway").create(creation()));
        known.put(key(first), 0);
        states.add(first);
        List<State> level = List.of(first);
        while (!level.isEmpty()) {
            level = next(level);
            depth++;
        }
        checkThatAllCanEnd();
    }

    private static Creation creation() {
        Map<String, String> fields = Map.of(
                "workflowId",
                "order",
                "workflowName",
                "Order",
                "version",
                "1",
                "status",
                "pending",
                "startTime",
                "1800000000000",
                "definition",
                "{}");
        return new Creation(ID, fields, Samples.events("workflow.queued"), false, false, 0, null);
    }

    /** Two states with the same are one. */
    private String key(State state) {
        StringBuilder key = new StringBuilder(state.seen.text());
        key.append(state.a).append(state.b).append(state.micros).append(state.signalled);
        bounds.may().keySet().forEach(move -> key.append(state.done.getOrDefault(move, 0)));
        state.earlier.forEach(other -> key.append('|').append(other.seen.text().hashCode()));
        return key.toString();
    }

    private List<State> next(List<State> level) throws Exception {
        List<State> found = new ArrayList<>();
        for (int from = 0; from < level.size(); from += SLICE) {
            List<State> slice = level.subList(from, Math.min(from + SLICE, level.size()));
            found.addAll(nextOf(slice));
        }
        return found;
    }

    private List<State> nextOf(List<State> level) throws Exception {
        List<State> found = new ArrayList<>();
        List<Integer> useless = new ArrayList<>();
        Semaphore room = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<State>> steps = new ArrayList<>();
            for (State state : level) {
                for (Move move : possible(state)) {
                    State next = new State(numbers++, state, move);
                    Callable<State> step = () -> {
                        room.acquire();
                        try {
                            return take(state, next, move);
                        } finally {
                            room.release();
                        }
                    };
                    steps.add(threads.submit(step));
                }
            }
            transitions += steps.size();
            for (Future<State> step : steps) {
                State next = step.get();
                Integer same = known.putIfAbsent(next.key, states.size());
                int place = same == null ? states.size() : same;
                edges.add(new int[] {from(next).place, place});
                if (same == null) {
                    next.place = place;
                    states.add(next);
                    found.add(next);
                } else {
                    useless.add(next.number);
                }
            }
        }
        if (!loses) {
            level.forEach(state -> useless.add(state.number));
        }
        forget(useless);
        return found;
    }

    private void forget(List<Integer> numbersOfStates) {
        for (int from = 0; from < numbersOfStates.size(); from += 100) {
            List<String> keys = new ArrayList<>();
            for (int number : numbersOfStates.subList(from, Math.min(from + 100, numbersOfStates.size()))) {
                for (String name : List.of("exec:" + ID, "log:" + ID, "due", "index", "feed", "index:workflow:order")) {
                    keys.add(BranchingRedis.prefix(number) + name);
                }
            }
            redis.call(Command.UNLINK, keys.toArray(String[]::new));
        }
    }

    // Which steps there are.

    private List<Move> possible(State state) {
        List<Move> moves = new ArrayList<>();
        for (Move move : Move.values()) {
            if (isPossible(state, move)) {
                moves.add(move);
            }
        }
        return moves;
    }

    private boolean isPossible(State state, Move move) {
        return switch (move) {
            case CLAIM_A -> canClaim(state, state.a);
            case CLAIM_B -> canClaim(state, state.b);
            case COMMIT_A -> canCommit(state.a);
            case COMMIT_B -> canCommit(state.b);
            case RENEW_A -> holds(state.a);
            case RENEW_B -> holds(state.b);
            case EFFECT_A -> canEffect(state, state.a);
            case EFFECT_B -> canEffect(state, state.b);
            case RESTORE_A -> state.a.rewound;
            case RESTORE_B -> state.b.rewound;
            case SIGNAL -> bounds.may().containsKey(move) && !state.signalled && !state.over();
            case CANCEL -> left(state, move) && !state.over();
            case LAPSE -> left(state, move) || nobodyHolds(state);
            case CRASH_A -> left(state, move) && state.a.mode == Mode.HOLDS;
            case LET_GO_A -> left(state, move) && holds(state.a) && state.a.pending == null;
            case LOST_CLAIM_A -> left(state, move) && canClaim(state, state.a);
            case LOST_COMMIT_A -> left(state, move) && canCommit(state.a);
            case LOSE_ONE -> left(state, move) && !state.earlier.isEmpty();
            case LOSE_TWO -> left(state, move) && state.earlier.size() > 1;
        };
    }

    private boolean left(State state, Move move) {
        return state.done.getOrDefault(move, 0) < bounds.may().getOrDefault(move, 0);
    }

    private static boolean canClaim(State state, LeaseActor actor) {
        return actor.mode == Mode.IDLE && state.seen.due() != null && actor.claims < CLAIMS;
    }

    private static boolean holds(LeaseActor actor) {
        return actor.mode == Mode.HOLDS && !actor.rewound;
    }

    private static boolean canCommit(LeaseActor actor) {
        return holds(actor) && actor.next().isPresent();
    }

    private static boolean canEffect(State state, LeaseActor actor) {
        return holds(actor)
                && actor.begun
                && actor.running()
                && !actor.effected
                && actor.pending == null
                && actor.leaseHolds(state.micros);
    }

    /** Only time helps then. */
    private static boolean nobodyHolds(State state) {
        Long due = state.seen.due();
        return due != null && due * 1_000 > state.micros && state.a.mode != Mode.HOLDS && state.b.mode != Mode.HOLDS;
    }

    // Taking one.

    private State take(State state, State next, Move move) {
        LeaseActor a = next.a;
        LeaseActor b = next.b;
        try {
            switch (move) {
                case CLAIM_A -> ask(next, () -> a.claim(store(a), next.micros, false));
                case CLAIM_B -> ask(next, () -> b.claim(store(b), next.micros, false));
                case LOST_CLAIM_A -> ask(next, () -> a.claim(store(a), next.micros, true));
                case COMMIT_A -> ask(next, () -> a.commit(store(a), false));
                case COMMIT_B -> ask(next, () -> b.commit(store(b), false));
                case LOST_COMMIT_A -> ask(next, () -> a.commit(store(a), true));
                case RENEW_A -> ask(next, () -> a.renew(store(a), next.micros, Renewal.KEEP));
                case RENEW_B -> ask(next, () -> b.renew(store(b), next.micros, Renewal.KEEP));
                case LET_GO_A -> ask(next, () -> a.renew(store(a), next.micros, Renewal.LET_GO));
                case RESTORE_A -> restore(next, a);
                case RESTORE_B -> restore(next, b);
                case EFFECT_A -> effect(next, a);
                case EFFECT_B -> effect(next, b);
                case CRASH_A -> {
                    a.letGo();
                    a.mode = Mode.DEAD;
                    stay(next);
                }
                case SIGNAL -> ask(next, () -> signal(next));
                case CANCEL -> ask(next, () -> gateway.record(ID, "*", new Intent.Request.Cancel()));
                case LAPSE -> pass(next, state, LEASE_AND_MORE);
                case LOSE_ONE -> lose(next, state.earlier.get(0));
                case LOSE_TWO -> lose(next, state.earlier.get(1));
            }
            next.earlier = earlier(state, next);
            check(state, next, move);
            next.key = key(next);
            return next;
        } catch (Violation e) {
            throw new Violation(e.getMessage() + " after " + next.path());
        } catch (RuntimeException | AssertionError e) {
            throw new Violation(e + " after " + next.path());
        }
    }

    private ExecutionStore store(LeaseActor actor) {
        ExecutionStore store = stores.get(actor.name);
        if (store == null) {
            throw new IllegalStateException(actor.name);
        }
        return store;
    }

    private void ask(State next, Runnable call) {
        State from = from(next);
        next.seen = branches.step(from.number, next.number, next.micros, call);
    }

    private static State from(State next) {
        if (next.from == null) {
            throw new IllegalStateException("the first");
        }
        return next.from;
    }

    private void restore(State next, LeaseActor actor) {
        if (actor.canRestore()) {
            ask(next, () -> actor.restore(store(actor)));
        } else {
            actor.letGo();
            stay(next);
        }
    }

    private void stay(State next) {
        pass(next, from(next), 0);
    }

    private void effect(State next, LeaseActor actor) {
        State from = from(next);
        if (!loses && from.fence() != actor.fence) {
            throw new Violation(actor.name + " begins a side effect, and " + from.fence() + " has the lease");
        }
        actor.effected = true;
        stay(next);
    }

    private void signal(State next) {
        IntentStore.Signalled answer = gateway.signal(ID, "*", GO);
        if (answer != IntentStore.Signalled.RECEIVED) {
            throw new Violation("a signal to a living execution was answered " + answer);
        }
        next.signalled = true;
    }

    private void pass(State next, State from, long micros) {
        next.micros += micros;
        next.seen = branches.pass(from.number, next.number, next.micros, micros == LEASE_AND_MORE);
    }

    /** Whoever sent a signal that is lost so may send it again. */
    private void lose(State next, State to) {
        pass(next, to, 10);
        next.signalled = next.seen.fields().containsKey("signal:go");
    }

    private List<State> earlier(State state, State next) {
        if (!loses
                || !bounds.may().keySet().stream()
                        .anyMatch(move -> move.name().startsWith("LOSE") && left(next, move))) {
            return List.of();
        }
        if (state.seen.text().equals(next.seen.text())) {
            return state.earlier;
        }
        return state.earlier.isEmpty() ? List.of(state) : List.of(state, state.earlier.getFirst());
    }

    // What is promised.

    private void check(State state, State next, Move move) {
        Seen before = state.seen;
        Seen after = next.seen;
        boolean lost = move == Move.LOSE_ONE || move == Move.LOSE_TWO;
        if (!after.late().isEmpty()) {
            throw new Violation("written after an event was published: " + after.late());
        }
        List<String> log = after.log();
        ProtocolLog told = ProtocolLog.of(log);
        told.check(after.fields());
        if (!lost) {
            if (!log.subList(0, Math.min(log.size(), before.log().size())).equals(before.log())) {
                throw new Violation("what was written has changed: " + before.log() + " to " + log);
            }
            List<String> appended = log.subList(before.log().size(), log.size());
            List<String> published = after.publishedEvents();
            if (!published.equals(appended)) {
                throw new Violation("published is " + published + ", and written " + appended);
            }
            if (!appended.isEmpty()) {
                checkWriter(state, move);
            }
        }
        checkDue(next);
        if (next.signalled && !loses && !after.fields().containsKey("signal:go")) {
            throw new Violation("an acknowledged signal is gone");
        }
    }

    private void checkWriter(State state, Move move) {
        LeaseActor writer = move.name().endsWith("_A") ? state.a : state.b;
        if (writer.fence < state.fence()) {
            throw new Violation(
                    writer.name + " of fence " + writer.fence + " writes, and " + state.fence() + " has the lease");
        }
    }

    /** An execution that nobody would ever look at again has to wait for somebody. */
    private static void checkDue(State state) {
        Map<String, String> fields = state.seen.fields();
        if (fields.isEmpty()) {
            return;
        }
        boolean due = state.seen.due() != null;
        if (state.over()) {
            if (due) {
                throw new Violation("it has ended, and is due");
            }
        } else if (!due
                && !(fields.getOrDefault("status", "").equals("waiting")
                        && fields.getOrDefault("intents", "").isEmpty())) {
            throw new Violation("nobody will look at it again: " + fields);
        }
    }

    /** From every state there has to be a way to an end: nothing that can happen strands it. */
    private void checkThatAllCanEnd() {
        List<List<Integer>> sources = new ArrayList<>();
        states.forEach(state -> sources.add(new ArrayList<>()));
        edges.forEach(edge -> sources.get(edge[1]).add(edge[0]));
        boolean[] ends = new boolean[states.size()];
        Deque<Integer> reached = new ArrayDeque<>();
        for (int i = 0; i < states.size(); i++) {
            if (states.get(i).over()) {
                ends[i] = true;
                reached.add(i);
            }
        }
        while (!reached.isEmpty()) {
            for (int source : sources.get(reached.remove())) {
                if (!ends[source]) {
                    ends[source] = true;
                    reached.add(source);
                }
            }
        }
        for (int i = 0; i < states.size(); i++) {
            if (!ends[i]) {
                throw new Violation("it can never end after " + states.get(i).path() + ": "
                        + states.get(i).seen.fields());
            }
        }
    }

    int states() {
        return states.size();
    }

    @Override
    public String toString() {
        return bounds.name() + ": " + states.size() + " states, " + transitions + " transitions, at most " + depth
                + " steps" + (violation == null ? "" : "; " + violation);
    }
}
