package io.flowcast.executor.store;

import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.intent.Notice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The store for tests without Redis, with the semantics that {@link ExecutionStoreContract} states. It speaks for one
 * executor; {@link #as} speaks for another one of the same cluster. Any thread may call it.
 */
public final class InMemoryExecutionStore implements ExecutionStore, IntentStore, ExecutionReader {

    private static final Pattern CHILD = Pattern.compile("\"child\":\"([^\"]+)\"");
    private static final long BEAT_STALE = 2000;
    private static final long GRACE = 2000;
    private static final long KEY_STANDS = Duration.ofHours(24).toMillis();

    private final InMemoryState state;
    private final List<Consumer<String>> bells;
    private final ClusterClock clock;
    private final long lease;
    private final String executor;

    private final AtomicInteger asked = new AtomicInteger();
    private boolean unavailable; // guarded by state
    private boolean loseNextAnswer; // guarded by state
    private boolean refuseNextCall; // guarded by state

    public InMemoryExecutionStore(ClusterClock clock, Duration lease, String executor) {
        this(new InMemoryState(), new CopyOnWriteArrayList<>(), clock, lease.toMillis(), executor);
        executorsAreAlive();
    }

    private InMemoryExecutionStore(
            InMemoryState state, List<Consumer<String>> bells, ClusterClock clock, long lease, String executor) {
        this.state = state;
        this.bells = bells;
        this.clock = clock;
        this.lease = lease;
        this.executor = executor;
    }

    /** The same store as another executor sees it. */
    public InMemoryExecutionStore as(String other) {
        return new InMemoryExecutionStore(state, bells, clock, lease, other);
    }

    /** From now on (or no longer) this executor's calls fail, without effect. */
    public void unavailable(boolean down) {
        synchronized (state) {
            unavailable = down;
        }
    }

    /** This executor's next call takes effect and fails. */
    public void loseNextAnswer() {
        synchronized (state) {
            loseNextAnswer = true;
        }
    }

    /** This executor's next call fails as no call should. */
    public void refuseNextCall() {
        synchronized (state) {
            refuseNextCall = true;
        }
    }

    /** How often this executor has claimed. */
    public int asked() {
        return asked.get();
    }

    /** Called as {@link Bell#listen} calls, inside of the call that rings: do not block. */
    public void onBell(Consumer<String> listener) {
        bells.add(listener);
    }

    /** Remembers what is stored; running the answer is a failover that loses everything since. */
    public Runnable remember() {
        synchronized (state) {
            Runnable back = state.remember();
            return () -> {
                synchronized (state) {
                    back.run();
                }
            };
        }
    }

    /** As if somebody had claimed or renewed just now. */
    public void executorsAreAlive() {
        synchronized (state) {
            state.beat = clock.now();
            state.grace = 0;
        }
    }

    /** As if nobody had claimed or renewed for so long. */
    public void nobodyCameFor(Duration time) {
        synchronized (state) {
            state.beat = clock.now() - time.toMillis();
            state.grace = 0;
        }
    }

    /** As if its lease, or its wait, were over. */
    public void makeDue(ExecutionId id) {
        synchronized (state) {
            state.due.put(id, clock.now());
        }
    }

    /** The hash; empty where there is no such execution. */
    public Map<String, String> fields(ExecutionId id) {
        synchronized (state) {
            return Map.copyOf(state.hashes.getOrDefault(id, Map.of()));
        }
    }

    public List<Restoration.Tail> log(ExecutionId id) {
        synchronized (state) {
            return List.copyOf(state.logs.getOrDefault(id, List.of()));
        }
    }

    /** All that was ever published, whatever a failover took back. */
    public List<EventMessage> published(ExecutionId id) {
        synchronized (state) {
            return List.copyOf(state.published.getOrDefault(id, List.of()));
        }
    }

    public OptionalLong due(ExecutionId id) {
        synchronized (state) {
            Long at = state.due.get(id);
            return at == null ? OptionalLong.empty() : OptionalLong.of(at);
        }
    }

    @Override
    public Created create(Creation creation) {
        return atomically(() -> {
            ExecutionId id = creation.id();
            if (state.hashes.containsKey(id)) {
                long fence = state.logs.get(id).getFirst().id().fence();
                return new Created.Written(fence, new EventId(creation.events().size(), fence));
            }
            Creation.Idempotency idempotency = creation.idempotency();
            String key = idempotency == null
                    ? ""
                    : RedisKeys.idempotencyName(
                            idempotency.scope(creation.fields().getOrDefault(ExecutionFields.OWNER, "")),
                            idempotency.key());
            InMemoryState.KeyRecord record = state.idempotency.get(key);
            if (idempotency != null && record != null && record.until() > clock.now()) {
                Map<String, String> other = state.hashes.getOrDefault(record.id(), Map.of());
                return record.bodyDigest().equals(idempotency.bodyDigest())
                        ? new Created.Repeated(record.id(), other.getOrDefault(ExecutionFields.STATUS, ""))
                        : new Created.KeyConflict(record.id());
            }
            Created refused = refused(creation);
            if (refused != null) {
                return refused;
            }
            if (idempotency != null) {
                state.idempotency.put(
                        key, new InMemoryState.KeyRecord(id, idempotency.bodyDigest(), clock.now() + KEY_STANDS));
            }
            return write(creation);
        });
    }

    private static boolean runs(Map<String, String> hash, String nodeId, int retries) {
        String node = hash.getOrDefault(ExecutionFields.NODE + nodeId, "");
        return node.contains("\"status\":\"running\"")
                && (retries == 0 ? !node.contains("\"retries\"") : node.contains("\"retries\":" + retries + ","));
    }

    private @Nullable Created refused(Creation creation) {
        Map<String, String> fields = creation.fields();
        if (clock.now() < creation.notBefore()) {
            return new Created.Early();
        }
        String parent = fields.get(ExecutionFields.PARENT);
        if (parent != null) {
            String[] words = parent.split(" ", -1);
            Map<String, String> above = state.hashes.get(ExecutionId.of(words[0]));
            if (above == null || InMemoryState.ended(above) || !runs(above, words[1], Integer.parseInt(words[2]))) {
                return new Created.Orphan();
            }
        }
        for (String link : List.of(ExecutionFields.RETRY_OF, ExecutionFields.RERUN_OF)) {
            String other = fields.get(link);
            if (other != null && !InMemoryState.ended(state.hashes.getOrDefault(ExecutionId.of(other), Map.of()))) {
                return new Created.Orphan();
            }
        }
        String retryOf = fields.get(ExecutionFields.RETRY_OF);
        String retriedBy = retryOf == null
                ? null
                : state.hashes.getOrDefault(ExecutionId.of(retryOf), Map.of()).get(ExecutionFields.RETRIED_BY);
        Map<String, String> retry = retriedBy == null ? null : state.hashes.get(ExecutionId.of(retriedBy));
        if (retry != null) {
            return new Created.Repeated(ExecutionId.of(retriedBy), retry.getOrDefault(ExecutionFields.STATUS, ""));
        }
        return isFull(creation) && (creation.claim() || !creation.lineUp() || isPartOfOne(creation))
                ? new Created.Full()
                : null;
    }

    /** Whether it would wait for one that waits for it. */
    private boolean isPartOfOne(Creation creation) {
        Set<ExecutionId> slots = state.slots(workflow(creation.fields()));
        String parent = creation.fields().get(ExecutionFields.PARENT);
        while (parent != null) {
            ExecutionId above = ExecutionId.of(parent.split(" ", -1)[0]);
            if (slots.contains(above)) {
                return true;
            }
            parent = state.hashes.getOrDefault(above, Map.of()).get(ExecutionFields.PARENT);
        }
        return false;
    }

    private boolean isFull(Creation creation) {
        String limit = creation.fields().get(ExecutionFields.LIMIT);
        String workflow = workflow(creation.fields());
        return limit != null
                && (state.slots(workflow).size() >= Integer.parseInt(limit)
                        || !state.line(workflow).isEmpty());
    }

    private static String workflow(Map<String, String> hash) {
        return hash.getOrDefault(ExecutionFields.WORKFLOW_ID, "");
    }

    private Created write(Creation creation) {
        ExecutionId id = creation.id();
        long fence = state.nextFence(0, clock.now());
        EventId last = new EventId(creation.events().size(), fence);
        Map<String, String> hash = new TreeMap<>(creation.fields());
        hash.put(ExecutionFields.LAST_ID, last.toString());
        hash.put(ExecutionFields.FENCE, Long.toString(fence));
        hash.put(ExecutionFields.EXECUTOR, creation.claim() ? executor : "");
        state.hashes.put(id, hash);
        state.append(id, fence, 0, creation.events());
        link(creation);
        if (isFull(creation)) {
            state.line(workflow(hash)).add(id);
            if (creation.deadline() != Commit.After.HandBack.NEVER) {
                state.due.put(id, creation.deadline());
            }
            return new Created.Written(fence, last);
        }
        if (hash.containsKey(ExecutionFields.LIMIT)) {
            state.slots(workflow(hash)).add(id);
        }
        state.due.put(id, clock.now() + (creation.claim() ? lease : 0));
        if (!creation.claim()) {
            ring(id);
        }
        return new Created.Written(fence, last);
    }

    private void link(Creation creation) {
        String retryOf = creation.fields().get(ExecutionFields.RETRY_OF);
        Map<String, String> failed = retryOf == null ? null : state.hashes.get(ExecutionId.of(retryOf));
        if (failed != null) {
            failed.put(ExecutionFields.RETRIED_BY, creation.id().toString());
            Map<String, String> hash = state.hashes.get(creation.id());
            for (String field : creation.fields().keySet()) {
                String output = field.replaceFirst("^" + ExecutionFields.NODE, ExecutionFields.NODE_OUTPUT);
                if (!output.equals(field) && failed.containsKey(output)) {
                    hash.put(output, failed.get(output));
                }
            }
            inheritItems(ExecutionId.of(retryOf), creation.id());
        }
        linkRerun(creation.id(), creation.fields());
    }

    private void inheritItems(ExecutionId from, ExecutionId to) {
        List.copyOf(state.items.entrySet()).stream()
                .filter(items -> items.getKey().id().equals(from))
                .forEach(items -> state.items.put(
                        new InMemoryState.RunningList(to, items.getKey().nodeId()),
                        new InMemoryState.Kept(
                                items.getValue().list(),
                                new TreeMap<>(items.getValue().results()),
                                new TreeMap<>(),
                                true)));
    }

    private void linkRerun(ExecutionId id, Map<String, String> fields) {
        String rerunOf = fields.get(ExecutionFields.RERUN_OF);
        Map<String, String> before = rerunOf == null ? null : state.hashes.get(ExecutionId.of(rerunOf));
        if (before != null) {
            before.merge(
                    ExecutionFields.RERUN_BY,
                    id.toString(),
                    (others, another) -> others.contains(another) ? others : another + " " + others);
        }
    }

    /** Whoever is next in line runs. */
    private void leaveSlot(ExecutionId id, Map<String, String> hash) {
        if (!hash.containsKey(ExecutionFields.LIMIT)) {
            return;
        }
        List<ExecutionId> line = state.line(workflow(hash));
        Set<ExecutionId> slots = state.slots(workflow(hash));
        line.remove(id);
        slots.remove(id);
        while (!line.isEmpty()) {
            ExecutionId next = line.getFirst();
            Map<String, String> other = state.hashes.getOrDefault(next, Map.of());
            if (slots.size() >= Integer.parseInt(other.getOrDefault(ExecutionFields.LIMIT, "1"))) {
                return;
            }
            line.removeFirst();
            slots.add(next);
            if (!InMemoryState.held(other)) {
                state.due.put(next, clock.now());
                ring(next);
            }
        }
    }

    @Override
    public Claims claim(int limit, String token) {
        asked.incrementAndGet();
        return atomically(() -> {
            beat();
            InMemoryState.ClaimRecord record = state.claims.get(token);
            List<InMemoryState.Taken> taken =
                    record != null && record.until() > clock.now() ? stillHeld(record) : take(limit);
            if (!taken.isEmpty()) {
                state.claims.put(token, new InMemoryState.ClaimRecord(taken, clock.now() + lease));
            }
            List<Claims.Claim> claims = new ArrayList<>();
            for (InMemoryState.Taken one : taken) {
                state.due.put(one.id(), clock.now() + lease);
                claims.add(new Claims.Claim(one.id(), one.fence(), one.owner(), one.dueAt(), fields(one.id())));
            }
            OptionalLong next =
                    state.due.values().stream().mapToLong(Long::longValue).min();
            return new Claims(List.copyOf(claims), next);
        });
    }

    private List<InMemoryState.Taken> stillHeld(InMemoryState.ClaimRecord record) {
        return record.taken().stream()
                .filter(one -> {
                    Map<String, String> hash = state.hashes.getOrDefault(one.id(), Map.of());
                    return InMemoryState.fence(hash) == one.fence()
                            && executor.equals(hash.get(ExecutionFields.EXECUTOR));
                })
                .toList();
    }

    private List<InMemoryState.Taken> take(int limit) {
        List<InMemoryState.Taken> taken = new ArrayList<>();
        List<ExecutionId> ready = state.due.entrySet().stream()
                .filter(entry -> entry.getValue() <= clock.now())
                .sorted(Comparator.comparingLong((Map.Entry<ExecutionId, Long> entry) -> entry.getValue())
                        .thenComparing(entry -> entry.getKey().toString()))
                .map(Map.Entry::getKey)
                .toList();
        for (ExecutionId id : ready) {
            if (taken.size() >= limit) {
                break;
            }
            Map<String, String> hash = state.hashes.get(id);
            if (hash == null || InMemoryState.ended(hash)) {
                state.due.remove(id);
            } else if (InMemoryState.died(hash) && clock.now() < state.grace) {
                state.due.put(id, state.grace);
            } else {
                taken.add(take(id, hash));
            }
        }
        return taken;
    }

    private InMemoryState.Taken take(ExecutionId id, Map<String, String> hash) {
        boolean held = InMemoryState.held(hash);
        boolean died = InMemoryState.died(hash);
        long fence = state.nextFence(InMemoryState.fence(hash), clock.now());
        hash.put(ExecutionFields.FENCE, Long.toString(fence));
        hash.put(ExecutionFields.EXECUTOR, executor);
        if (died) {
            int before = Integer.parseInt(hash.getOrDefault(ExecutionFields.TAKEOVERS, "0"));
            hash.put(ExecutionFields.TAKEOVERS, Integer.toString(before + 1));
        }
        Claims.Owner owner = died ? Claims.Owner.LOST : held ? Claims.Owner.LET_GO : Claims.Owner.NONE;
        return new InMemoryState.Taken(id, fence, owner, state.due.getOrDefault(id, clock.now()));
    }

    @Override
    public Committed commit(Commit commit) {
        return atomically(() -> {
            Map<String, String> hash = state.hashes.get(commit.id());
            if (hash == null) {
                return new Committed.Rewound(Optional.empty());
            }
            if (InMemoryState.fence(hash) > commit.fence()) {
                return new Committed.Fenced();
            }
            EventId lastId = InMemoryState.lastId(hash);
            if (!lastId.equals(commit.previous())) {
                return lastId.equals(commit.last())
                        ? new Committed.Done(Intent.standing(hash))
                        : new Committed.Rewound(Optional.of(lastId));
            }
            if (InMemoryState.ended(hash)) {
                throw new IllegalStateException(commit.id() + " has ended");
            }
            return write(commit, hash);
        });
    }

    private Committed write(Commit commit, Map<String, String> hash) {
        ExecutionId id = commit.id();
        boolean claimLost = InMemoryState.fence(hash) < commit.fence();
        state.append(id, commit.fence(), commit.previous().seq(), commit.events());
        hash.putAll(commit.fields());
        hash.put(ExecutionFields.LAST_ID, commit.last().toString());
        hash.put(ExecutionFields.FENCE, Long.toString(commit.fence()));
        commit.consumed().forEach(number -> hash.remove(ExecutionFields.INTENT + number));
        commit.notices().forEach(this::deliver);
        List<Intent> intents = Intent.standing(hash);
        switch (commit.after()) {
            case Commit.After.Keep() -> {
                if (claimLost) {
                    hash.put(ExecutionFields.EXECUTOR, executor);
                    state.due.put(id, clock.now() + lease);
                }
            }
            case Commit.After.HandBack(long dueAt) -> {
                hash.put(ExecutionFields.EXECUTOR, "");
                long at = intents.isEmpty() ? dueAt : clock.now();
                state.due.put(id, at);
                if (at == Commit.After.HandBack.NEVER) {
                    state.due.remove(id);
                } else if (at <= clock.now()) {
                    ring(id);
                }
            }
            case Commit.After.End() -> {
                hash.put(ExecutionFields.EXECUTOR, "");
                state.due.remove(id);
                leaveSlot(id, hash);
            }
        }
        return new Committed.Done(intents);
    }

    @Override
    public List<Renewed> renew(List<Held> held, Renewal renewal) {
        return atomically(() -> {
            beat();
            return held.stream().map(one -> renew(one, renewal)).toList();
        });
    }

    private Renewed renew(Held held, Renewal renewal) {
        Map<String, String> hash = state.hashes.get(held.id());
        if (hash == null) {
            return new Renewed.Rewound(Optional.empty());
        }
        EventId lastId = InMemoryState.lastId(hash);
        if (InMemoryState.fence(hash) > held.fence()) {
            return new Renewed.Lost();
        }
        if (InMemoryState.fence(hash) < held.fence()) {
            return new Renewed.Rewound(Optional.of(lastId));
        }
        if (!executor.equals(hash.get(ExecutionFields.EXECUTOR)) || InMemoryState.ended(hash)) {
            return new Renewed.Lost();
        }
        if (lastId.seq() < held.lastId().seq()) {
            return new Renewed.Rewound(Optional.of(lastId));
        }
        switch (renewal) {
            case Renewal.Keep() -> state.due.put(held.id(), clock.now() + lease);
            case Renewal.LetGo(Duration rest) -> {
                state.due.put(held.id(), clock.now() + rest.toMillis());
                hash.put(ExecutionFields.LET_GO, Long.toString(held.fence()));
                if (rest.isZero()) {
                    ring(held.id());
                }
            }
        }
        return new Renewed.Kept(Intent.standing(hash));
    }

    @Override
    public Restored restore(Restoration restoration) {
        return atomically(() -> {
            Map<String, String> hash = state.hashes.get(restoration.id());
            if (hash != null && InMemoryState.fence(hash) > restoration.fence()) {
                return new Restored.Fenced();
            }
            List<Restoration.Tail> log = state.logs.getOrDefault(restoration.id(), List.of());
            Optional<List<Restoration.Tail>> missing =
                    missing(restoration, log.isEmpty() ? null : log.getLast().id());
            boolean known = hash == null
                    ? restoration.mayRecreate()
                    : missing(restoration, InMemoryState.lastId(hash)).isPresent();
            if (!known || missing.isEmpty()) {
                return new Restored.Diverged();
            }
            missing.get().forEach(entry -> state.append(restoration.id(), entry));
            return write(restoration, hash);
        });
    }

    /** What of the tail comes after this event (all of it after none), or empty where the event is not known. */
    private static Optional<List<Restoration.Tail>> missing(Restoration restoration, @Nullable EventId after) {
        List<Restoration.Tail> tail = restoration.tail();
        if (after == null || after.seq() == tail.getFirst().id().seq() - 1) {
            return Optional.of(tail);
        }
        for (int i = 0; i < tail.size(); i++) {
            if (tail.get(i).id().equals(after)) {
                return Optional.of(tail.subList(i + 1, tail.size()));
            }
        }
        return Optional.empty();
    }

    private Restored write(Restoration restoration, @Nullable Map<String, String> hash) {
        ExecutionId id = restoration.id();
        Map<String, String> restored = hash == null ? new TreeMap<>() : hash;
        restoration.fields().forEach((name, value) -> {
            if (hash == null || !name.startsWith("intent")) {
                restored.put(name, value);
            }
        });
        restoration.notices().forEach(this::deliver);
        String retryOf = restored.get(ExecutionFields.RETRY_OF);
        Map<String, String> failed = retryOf == null ? null : state.hashes.get(ExecutionId.of(retryOf));
        if (failed != null) {
            failed.putIfAbsent(ExecutionFields.RETRIED_BY, id.toString());
        }
        linkRerun(id, restored);
        boolean ended = InMemoryState.ended(restored);
        restored.put(ExecutionFields.LAST_ID, restoration.tail().getLast().id().toString());
        restored.put(ExecutionFields.FENCE, Long.toString(restoration.fence()));
        restored.put(ExecutionFields.EXECUTOR, ended ? "" : executor);
        state.hashes.put(id, restored);
        if (ended) {
            state.due.remove(id);
            leaveSlot(id, restored);
        } else {
            if (restored.containsKey(ExecutionFields.LIMIT)) {
                state.line(workflow(restored)).remove(id);
                state.slots(workflow(restored)).add(id);
            }
            state.due.put(id, clock.now() + lease);
        }
        return new Restored.Done(Intent.standing(restored));
    }

    @Override
    public Map<String, String> read(ExecutionId id) {
        return fields(id);
    }

    @Override
    public Recorded record(ExecutionId id, String owner, Intent.Request request, @Nullable String key) {
        return atomically(() -> {
            Map<String, String> hash = state.hashes.get(id);
            if (hash == null || !theirs(hash, owner)) {
                return Recorded.NOT_FOUND;
            }
            if (InMemoryState.ended(hash)) {
                return Recorded.FINISHED;
            }
            List<Intent> standing = Intent.standing(hash);
            String mark = key == null ? "" : request.getClass().getSimpleName() + " " + key + "\n";
            String known = hash.getOrDefault(ExecutionFields.INTENT_KEYS, "");
            boolean repeated = (!mark.isEmpty() && known.contains(mark)) || inEffect(request, standing, hash);
            if (!repeated && standing.size() >= 100 && !(request instanceof Intent.Request.Cancel)) {
                return Recorded.TOO_MANY;
            }
            if (!known.contains(mark)) {
                hash.put(ExecutionFields.INTENT_KEYS, known + mark);
            }
            if (!repeated) {
                add(hash, request);
            }
            if (!repeated || !standing.isEmpty()) {
                wake(id, hash, request);
            }
            return Recorded.RECORDED;
        });
    }

    private static boolean theirs(Map<String, String> hash, String asker) {
        return asker.equals("*") || hash.getOrDefault(ExecutionFields.OWNER, "").equals(asker);
    }

    private static boolean inEffect(Intent.Request request, List<Intent> standing, Map<String, String> hash) {
        boolean pause = request instanceof Intent.Request.Pause;
        if (!pause && !(request instanceof Intent.Request.Resume)) {
            return !standing.isEmpty() && standing.getLast().request().equals(request);
        }
        boolean paused = "paused".equals(hash.get(ExecutionFields.STATUS));
        for (Intent intent : standing) {
            if (intent.request() instanceof Intent.Request.Pause) {
                paused = true;
            } else if (intent.request() instanceof Intent.Request.Resume) {
                paused = false;
            }
        }
        return paused == pause;
    }

    @Override
    public Signalled signal(ExecutionId id, String owner, Intent.Request.Signal signal) {
        return atomically(() -> {
            Map<String, String> hash = state.hashes.get(id);
            if (hash == null || !theirs(hash, owner)) {
                return Signalled.NOT_FOUND;
            }
            String received = hash.get(ExecutionFields.SIGNAL + signal.name());
            if (received != null && signal.key() != null && received.startsWith(signal.head())) {
                return Signalled.RECEIVED;
            }
            if (InMemoryState.ended(hash)) {
                return Signalled.FINISHED;
            }
            if (received != null) {
                return Signalled.TAKEN;
            }
            hash.put(ExecutionFields.SIGNAL + signal.name(), signal.field());
            add(hash, signal);
            wake(id, hash, signal);
            return Signalled.RECEIVED;
        });
    }

    @Override
    public Signalled signal(ExecutionId id, String owner, Intent.Request.Signal signal, ForItem item) {
        return atomically(() -> {
            Map<String, String> hash = state.hashes.get(id);
            if (hash == null || !theirs(hash, owner)) {
                return Signalled.NOT_FOUND;
            }
            InMemoryState.RunningList node = new InMemoryState.RunningList(id, item.nodeId());
            Map<Integer, String> signals = state.itemSignals.computeIfAbsent(node, _ -> new TreeMap<>());
            String received = signals.get(item.index());
            if (received != null && signal.key() != null && received.startsWith(signal.head())) {
                return Signalled.RECEIVED;
            }
            if (InMemoryState.ended(hash)) {
                return Signalled.FINISHED;
            }
            if (received != null) {
                return Signalled.TAKEN;
            }
            InMemoryState.Kept kept = state.items.get(node);
            if (kept != null && !kept.inherited() && item.index() >= count(kept.list())) {
                return Signalled.NO_ITEM;
            }
            if (signals.values().stream().mapToInt(String::length).sum()
                            + signal.field().length()
                    > item.most()) {
                return Signalled.TOO_MUCH;
            }
            signals.put(item.index(), signal.field());
            if (kept != null && kept.notes().containsKey(Integer.toString(item.index()))) {
                Intent.Request word = new Intent.Request.ItemSignal(item.nodeId(), item.index());
                add(hash, word);
                wake(id, hash, word);
            }
            return Signalled.RECEIVED;
        });
    }

    private static int count(String list) {
        return Integer.parseInt(list.substring(0, list.indexOf(' ')));
    }

    @Override
    public Map<String, String> fields(ExecutionId id, List<String> names) {
        return atomically(() -> {
            Map<String, String> found = new TreeMap<>(state.hashes.getOrDefault(id, Map.of()));
            found.keySet().retainAll(names);
            return found;
        });
    }

    private void deliver(Notice notice) {
        Notice.Items items = notice.items();
        if (items == null) {
            deliver(notice.to(), notice.request());
            return;
        }
        InMemoryState.Kept kept = state.items.get(new InMemoryState.RunningList(notice.to(), items.nodeId()));
        if (kept != null) {
            kept.notes().entrySet().stream()
                    .filter(note -> note.getKey().matches("[0-9]+"))
                    .map(Map.Entry::getValue)
                    .filter(note -> note.contains("\"of\":" + items.retries() + ","))
                    .map(CHILD::matcher)
                    .filter(Matcher::find)
                    .map(child -> ExecutionId.of(child.group(1)))
                    .forEach(child -> deliver(child, notice.request()));
        }
    }

    private void deliver(ExecutionId to, Intent.Request request) {
        Map<String, String> hash = state.hashes.get(to);
        if (hash != null && !InMemoryState.ended(hash)) {
            add(hash, request);
            wake(to, hash, request);
        }
    }

    private void add(Map<String, String> hash, Intent.Request request) {
        state.intents = Math.max(state.intents + 1, clock.now() * 1_000);
        hash.put(ExecutionFields.INTENT + state.intents, Intent.toJson(request));
    }

    private void wake(ExecutionId id, Map<String, String> hash, Intent.Request request) {
        if (!InMemoryState.held(hash)) {
            if (state.line(workflow(hash)).contains(id) && !(request instanceof Intent.Request.Cancel)) {
                return;
            }
            state.due.put(id, clock.now());
            ring(id);
        } else {
            bells.forEach(bell -> bell.accept(id + " held"));
        }
    }

    private void beat() {
        if (clock.now() - state.beat > BEAT_STALE) {
            state.grace = clock.now() + GRACE;
        }
        state.beat = clock.now();
    }

    private void ring(ExecutionId id) {
        bells.forEach(bell -> bell.accept(id.toString()));
    }

    /** What the items of its executions came to, as the same executor sees it. */
    public ItemStore items() {
        return new InMemoryItemStore(state, executor, this::atomically);
    }

    private <T> T atomically(Supplier<T> step) {
        synchronized (state) {
            if (unavailable) {
                throw new StoreUnavailable("out of reach, as the test wants it", new IllegalStateException());
            }
            if (refuseNextCall) {
                refuseNextCall = false;
                throw new IllegalStateException("refused, as the test wants it");
            }
            T answer = step.get();
            if (loseNextAnswer) {
                loseNextAnswer = false;
                throw new StoreUnavailable("answer lost, as the test wants it", new IllegalStateException());
            }
            return answer;
        }
    }

    /** As if there had never been such an execution. */
    public void forget(ExecutionId id) {
        atomically(() -> {
            state.hashes.remove(id);
            state.logs.remove(id);
            return state.due.remove(id);
        });
    }
}
