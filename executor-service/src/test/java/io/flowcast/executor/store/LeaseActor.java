package io.flowcast.executor.store;

import io.flowcast.events.EventId;
import io.flowcast.executor.intent.Intent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An executor as far as the protocol goes: what it knows of an execution of two nodes, one with a side effect and one that
 * waits for a signal, and which commit follows from that. It obeys the rules that the engine obeys.
 */
final class LeaseActor {

    enum Mode {
        IDLE,
        HOLDS,
        DEAD
    }

    static final Commit.After KEEP = new Commit.After.Keep();
    private static final Commit.After PARK = new Commit.After.HandBack(Commit.After.HandBack.NEVER);
    private static final long LEASE_MICROS = StoreUnderTest.LEASE.toMillis() * 1_000;

    final String name;
    Mode mode = Mode.IDLE;
    int claims;
    long fence;
    private @Nullable EventId lastId;
    private final Map<String, String> fields = new TreeMap<>();
    private final List<Restoration.Tail> tail = new ArrayList<>();
    private final List<Intent> asked = new ArrayList<>();
    private boolean untold;
    boolean begun;
    boolean effected;
    boolean rewound;
    private long leaseEnd;
    /** Sent, and the answer not known. */
    @Nullable
    Commit pending;

    LeaseActor(String name) {
        this.name = name;
    }

    LeaseActor(LeaseActor other) {
        this(other.name);
        mode = other.mode;
        claims = other.claims;
        fence = other.fence;
        lastId = other.lastId;
        fields.putAll(other.fields);
        tail.addAll(other.tail);
        asked.addAll(other.asked);
        untold = other.untold;
        begun = other.begun;
        effected = other.effected;
        rewound = other.rewound;
        leaseEnd = other.leaseEnd;
        pending = other.pending;
    }

    String token() {
        return name + claims;
    }

    boolean leaseHolds(long micros) {
        return micros < leaseEnd;
    }

    private EventId lastId() {
        if (lastId == null) {
            throw new IllegalStateException("it holds nothing");
        }
        return lastId;
    }

    // What it does.

    void claim(ExecutionStore store, long micros, boolean answerLost) {
        Claims answer = store.claim(1, token());
        if (answerLost) {
            return;
        }
        for (Claims.Claim claim : answer.claims()) {
            claims++;
            mode = Mode.HOLDS;
            fence = claim.fence();
            lastId = EventId.of(claim.fields().getOrDefault("lastId", ""));
            fields.putAll(claim.fields());
            fields.keySet()
                    .removeIf(name -> name.startsWith("intent")
                            || List.of("lastId", "fence", "executor").contains(name));
            asked.addAll(Intent.standing(claim.fields()));
            untold = claim.takeover();
            leaseEnd = micros + LEASE_MICROS;
        }
    }

    void commit(ExecutionStore store, boolean answerLost) {
        Commit commit = next().orElseThrow();
        if (pending == null) {
            pending = commit;
            keep(commit);
        }
        Committed outcome = store.commit(commit);
        if (answerLost) {
            return;
        }
        switch (outcome) {
            case Committed.Done(List<Intent> intents) -> written(commit, intents);
            case Committed.Fenced() -> letGo();
            case Committed.Rewound _ -> rewound = true;
        }
    }

    void renew(ExecutionStore store, long micros, Renewal renewal) {
        Renewed outcome = store.renew(List.of(new Held(BranchingRedis.ID, fence, lastId())), renewal)
                .getFirst();
        switch (outcome) {
            case Renewed.Kept(List<Intent> intents) -> {
                leaseEnd = micros + LEASE_MICROS;
                hear(intents);
                if (renewal instanceof Renewal.LetGo) {
                    letGo();
                }
            }
            case Renewed.Lost() -> letGo();
            case Renewed.Rewound _ -> rewound = true;
        }
    }

    void restore(ExecutionStore store) {
        Commit commit = pending;
        Map<String, String> all = new HashMap<>(fields);
        if (commit != null) {
            all.putAll(commit.fields());
        }
        switch (store.restore(new Restoration(BranchingRedis.ID, fence, all, List.of(), tail, true))) {
            case Restored.Done(List<Intent> intents) -> {
                rewound = false;
                if (commit != null) {
                    boolean parks = commit.after() instanceof Commit.After.HandBack;
                    written(
                            parks
                                    ? new Commit(
                                            commit.id(),
                                            commit.fence(),
                                            commit.previous(),
                                            commit.fields(),
                                            commit.events(),
                                            KEEP,
                                            commit.consumed(),
                                            List.of())
                                    : commit,
                            intents);
                } else {
                    hear(intents);
                }
            }
            case Restored.Fenced(), Restored.Diverged() -> letGo();
        }
    }

    boolean canRestore() {
        return !tail.isEmpty();
    }

    /** It forgets all it knew of it. */
    void letGo() {
        mode = Mode.IDLE;
        fence = 0;
        lastId = null;
        fields.clear();
        tail.clear();
        asked.clear();
        untold = false;
        begun = false;
        effected = false;
        rewound = false;
        leaseEnd = 0;
        pending = null;
    }

    private void written(Commit commit, List<Intent> standing) {
        pending = null;
        lastId = commit.last();
        fields.putAll(commit.fields());
        if (!commit.events().isEmpty()) {
            untold = false;
        }
        if (commit.events().stream().anyMatch(event -> event.type().equals("node.started"))) {
            begun = true;
            effected = false;
        }
        hear(standing);
        if (!(commit.after() instanceof Commit.After.Keep)) {
            letGo();
        }
    }

    private void hear(List<Intent> standing) {
        asked.clear();
        asked.addAll(standing);
    }

    private void keep(Commit commit) {
        for (int i = 0; i < commit.events().size(); i++) {
            tail.add(new Restoration.Tail(
                    new EventId(commit.previous().seq() + i + 1, fence),
                    commit.events().get(i)));
        }
    }

    // What follows from what it knows.

    boolean running() {
        return fields.getOrDefault("node:a", "").startsWith("running");
    }

    /** The commit that is due, if any; the same again while its answer is not known. */
    Optional<Commit> next() {
        if (pending != null) {
            return Optional.of(pending);
        }
        Decision decision = new Decision(fields, asked, untold, effected);
        if (!decision.isAnything()) {
            return Optional.empty();
        }
        return Optional.of(new Commit(
                BranchingRedis.ID,
                fence,
                lastId(),
                decision.events.isEmpty() ? Map.of() : decision.changes,
                decision.events,
                decision.after,
                asked.stream().map(Intent::number).toList(),
                List.of()));
    }

    private static final class Decision {
        private final Map<String, String> known;
        private final List<LogEntry> events = new ArrayList<>();
        private final Map<String, String> changes = new TreeMap<>();
        private Commit.After after = KEEP;

        private Decision(Map<String, String> known, List<Intent> asked, boolean untold, boolean effected) {
            this.known = known;
            if (untold) {
                tell("execution.claimed");
            }
            for (Intent intent : asked) {
                if (intent.request() instanceof Intent.Request.Signal signal && !is("received", "1")) {
                    tell("signal.received");
                    changes.put("received", "1");
                    changes.put("signal:" + signal.name(), signal.field());
                }
            }
            if (asked.stream().anyMatch(intent -> intent.request() instanceof Intent.Request.Cancel)) {
                cancel();
            } else {
                goOn(untold, effected);
            }
            if (after.equals(KEEP) && !events.isEmpty() && is("status", "waiting")) {
                changes.put("status", "running");
            }
        }

        private void goOn(boolean untold, boolean effected) {
            String a = known.getOrDefault("node:a", "");
            if (is("status", "pending")) {
                tell("workflow.started");
                start(1);
                changes.put("status", "running");
            } else if (a.startsWith("running") && effected) {
                tell("node.completed a");
                changes.put("node:a", "completed");
                waitOrEnd();
            } else if (a.startsWith("running") && untold) {
                start(Integer.parseInt(a.substring("running ".length())) + 1);
            } else if (is("node:b", "waiting")) {
                waitOrEnd();
            }
        }

        private void start(int attempt) {
            tell("node.started");
            changes.put("node:a", "running " + attempt);
        }

        private void waitOrEnd() {
            if (is("received", "1")) {
                tell("node.completed b");
                changes.put("node:b", "completed");
                end("completed");
            } else if (!is("node:b", "waiting")) {
                tell("node.waiting");
                changes.put("node:b", "waiting");
            } else {
                // After any other event it runs again.
                if (!is("status", "waiting") || !events.isEmpty()) {
                    tell("execution.waiting");
                    changes.put("status", "waiting");
                }
                after = PARK;
            }
        }

        private void cancel() {
            for (String node : List.of("node:a", "node:b")) {
                String status = known.getOrDefault(node, "");
                if (status.startsWith("running") || status.equals("waiting")) {
                    tell("node.cancelled");
                    changes.put(node, "cancelled");
                }
            }
            end("cancelled");
        }

        private void end(String status) {
            tell("workflow." + status);
            changes.put("status", status);
            after = new Commit.After.End();
        }

        private void tell(String event) {
            String type = event.replaceAll(" .*", "");
            events.add(new LogEntry(type, "{\"of\":\"" + event + "\"}"));
        }

        private boolean is(String field, String value) {
            return value.equals(changes.getOrDefault(field, known.getOrDefault(field, "")));
        }

        private boolean isAnything() {
            return !events.isEmpty() || !after.equals(KEEP);
        }
    }

    @Override
    public String toString() {
        return name + mode + claims + '/' + fence + lastId + fields + tail + asked + untold + begun + effected + rewound
                + leaseEnd + pending;
    }
}
