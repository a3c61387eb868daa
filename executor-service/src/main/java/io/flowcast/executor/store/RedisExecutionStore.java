package io.flowcast.executor.store;

import com.github.f4b6a3.ulid.UlidCreator;
import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.executor.intent.Intent;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Executions in Redis: each method is a script, whose file says what it reads, writes and answers. */
@ApplicationScoped
public class RedisExecutionStore implements ExecutionStore, IntentStore, ExecutionReader {

    private static final Script CREATE = script("indexes.lua", "creation.lua", "slots.lua", "create.lua");
    private static final Script CLAIM = script("beat.lua", "claim.lua");
    private static final Script COMMIT = script("indexes.lua", "slots.lua", "waking.lua", "commit.lua");
    private static final Script RENEW = script("beat.lua", "renew.lua");
    private static final Script RESTORE =
            script("indexes.lua", "creation.lua", "slots.lua", "waking.lua", "restore.lua");
    private static final Script INTENT = script("slots.lua", "waking.lua", "asking.lua", "intent.lua");
    private static final Script READ = script("read.lua");
    private static final Script SIGNAL = script("slots.lua", "waking.lua", "asking.lua", "signal.lua");
    private static final Script ITEM_SIGNAL = script("slots.lua", "waking.lua", "asking.lua", "item-signal.lua");

    /** Claims carry whole executions: so many at most in one answer. */
    private static final int CLAIMED_AT_ONCE = 100;
    /** Redis serves nobody else while a script runs: so many renewals, about a millisecond, at once. */
    private static final int RENEWED_AT_ONCE = 250;
    /** Executors renew every second, or poll a little later: so long without either, and nobody could. */
    private static final String BEAT_STALE_MILLIS = "2000";
    /** How long takeovers then wait for living owners to renew. */
    private static final String GRACE_MILLIS = "2000";

    /** Begins the key of a signal that came without one: the space keeps it apart from every key that a caller can choose. */
    private static final String KEYLESS = "keyless ";

    private final RedisScripts redis;
    private final RedisClock clock;
    private final StoreMetrics metrics;
    private final String executor;
    private final String lease;
    private final String logLength;
    private final String idempotencyWindow;
    private final int partitions;
    /** Partitions that did not answer the last claim. */
    private final Set<Integer> out = ConcurrentHashMap.newKeySet();

    public RedisExecutionStore(
            RedisScripts redis,
            RedisClock clock,
            StoreMetrics metrics,
            ExecutorName executor,
            ExecutionConfig config,
            @ConfigProperty(name = "flowcast.partitions", defaultValue = "1") int partitions) {
        this.redis = redis;
        this.clock = clock;
        this.metrics = metrics;
        this.executor = executor.value();
        this.lease = Long.toString(config.lease().toMillis());
        this.logLength = Integer.toString(config.logLength());
        this.idempotencyWindow = Long.toString(config.idempotencyWindow().toMillis());
        this.partitions = partitions;
    }

    @Override
    public Created create(Creation creation) {
        ExecutionId id = creation.id();
        Map<String, String> fields = creation.fields();
        Creation.Idempotency idempotency = creation.idempotency();
        Arguments arguments = new Arguments(id)
                .add(creation.claim() ? executor : "", lease, logLength)
                .add(required(fields, ExecutionFields.STATUS), required(fields, ExecutionFields.WORKFLOW_ID))
                .add(required(fields, ExecutionFields.START_TIME));
        if (idempotency == null) {
            arguments.add("", "");
        } else {
            String scope = idempotency.scope(fields.getOrDefault(ExecutionFields.OWNER, ""));
            arguments.add(RedisKeys.idempotencyName(scope, idempotency.key()));
            arguments.add(idempotency.bodyDigest());
        }
        arguments
                .add(idempotencyWindow)
                .add(fields.getOrDefault(ExecutionFields.LIMIT, ""), lineUp(creation))
                .add(creation.notBefore())
                .add(fields.getOrDefault(ExecutionFields.PARENT, ""))
                .add(fields.getOrDefault(ExecutionFields.RETRY_OF, ""))
                .add(fields.getOrDefault(ExecutionFields.RERUN_OF, ""))
                .add(fields.size() * 2L)
                .add(fields)
                .add(creation.events());
        Response answer = run(CREATE, RedisKeys.of(id).execution(id), arguments);
        return switch (outcome(answer)) {
            case "WRITTEN" ->
                new Created.Written(
                        answer.get(2).toLong(), EventId.of(answer.get(3).toString()));
            case "REPEATED" ->
                new Created.Repeated(
                        ExecutionId.of(answer.get(2).toString()), answer.get(3).toString());
            case "CONFLICT" ->
                new Created.KeyConflict(ExecutionId.of(answer.get(2).toString()));
            case "FULL" -> new Created.Full();
            case "EARLY" -> new Created.Early();
            case "ORPHAN" -> new Created.Orphan();
            default -> throw unexpected(CREATE, answer);
        };
    }

    private static String lineUp(Creation creation) {
        if (!creation.lineUp()) {
            return "";
        }
        return creation.deadline() == Commit.After.HandBack.NEVER ? "0" : Long.toString(creation.deadline());
    }

    @Override
    public Claims claim(int limit, String token) {
        List<Claims.Claim> claims = new ArrayList<>();
        OptionalLong nextDue = OptionalLong.empty();
        int left = Math.min(limit, CLAIMED_AT_ONCE);
        StoreUnavailable away = null;
        // Another one first each time, and the same where the token is the same.
        int first = Math.floorMod(token.hashCode(), partitions);
        for (int i = 0; i < partitions; i++) {
            int partition = (first + i) % partitions;
            if (away != null && out.contains(partition)) {
                continue;
            }
            try {
                OptionalLong due = claim(new RedisKeys(partition), left - claims.size(), token, claims);
                nextDue = earlier(nextDue, due);
                out.remove(partition);
            } catch (StoreUnavailable e) {
                // Others may be elsewhere. Of those that were out of reach before, one is tried each time: it may take
                // long.
                away = e;
                out.add(partition);
                if (!claims.isEmpty() || partitions == 1) {
                    break;
                }
            }
        }
        if (away != null && out.size() == partitions) {
            throw away;
        }
        return new Claims(List.copyOf(claims), nextDue);
    }

    /** Adds what it gets; gives when the next of this partition is due. */
    private OptionalLong claim(RedisKeys keys, int limit, String token, List<Claims.Claim> claims) {
        Arguments arguments =
                new Arguments(keys).add(executor, lease).add(limit).add(token, BEAT_STALE_MILLIS, GRACE_MILLIS);
        // Whole executions: nobody is to wait behind them.
        long sent = clock.mark();
        Response answer = metrics.measured(CLAIM, () -> redis.runApart(CLAIM, List.of(keys.due()), arguments.list()));
        clock.observe(sent, answer.get(0).toLong());
        int before = claims.size();
        for (int n = 2; n < answer.size(); n++) {
            int sharedWith = answer.get(n).get(5).toInteger();
            claims.add(claim(
                    answer.get(n),
                    sharedWith == 0 ? null : claims.get(before + sharedWith - 1).fields()));
        }
        String due = answer.get(1).toString();
        return due.isEmpty() ? OptionalLong.empty() : OptionalLong.of((long) Double.parseDouble(due));
    }

    private static OptionalLong earlier(OptionalLong one, OptionalLong other) {
        return one.isEmpty() || (other.isPresent() && other.getAsLong() < one.getAsLong()) ? other : one;
    }

    private static Map<String, String> fields(Response flat) {
        Map<String, String> fields = new TreeMap<>();
        for (int i = 0; i < flat.size(); i += 2) {
            fields.put(flat.get(i).toString(), flat.get(i + 1).toString());
        }
        return fields;
    }

    /** @param alike the fields of an execution with the same definition, which is left out; null where it is there */
    private static Claims.Claim claim(Response claim, @Nullable Map<String, String> alike) {
        Map<String, String> fields = fields(claim.get(4));
        if (alike != null) {
            fields.put(ExecutionFields.DEFINITION, required(alike, ExecutionFields.DEFINITION));
        }
        return new Claims.Claim(
                ExecutionId.of(claim.get(0).toString()),
                claim.get(1).toLong(),
                owner(claim.get(2).toInteger()),
                (long) Double.parseDouble(claim.get(3).toString()),
                fields);
    }

    private static Claims.Owner owner(int number) {
        return switch (number) {
            case 0 -> Claims.Owner.NONE;
            case 1 -> Claims.Owner.LOST;
            default -> Claims.Owner.LET_GO;
        };
    }

    @Override
    public Committed commit(Commit commit) {
        ExecutionId id = commit.id();
        Arguments arguments = new Arguments(id)
                .add(executor, lease, logLength)
                .add(commit.fence())
                .add(commit.previous().toString());
        switch (commit.after()) {
            case Commit.After.Keep() -> arguments.add("keep", "");
            case Commit.After.HandBack(long dueAt) ->
                arguments.add("back", dueAt == Commit.After.HandBack.NEVER ? "" : Long.toString(dueAt));
            case Commit.After.End() -> arguments.add("end", "");
        }
        arguments
                .add(commit.fields().getOrDefault(ExecutionFields.STATUS, ""))
                .add(commit.fields().size() * 2L)
                .add(commit.consumed().size())
                .add(commit.notices().size() * 2L)
                .add(commit.fields());
        commit.consumed().forEach(arguments::add);
        arguments.addNotices(commit.notices()).add(commit.events());
        Response answer = run(COMMIT, RedisKeys.of(id).execution(id), arguments);
        return switch (outcome(answer)) {
            case "DONE" -> new Committed.Done(intents(answer.get(2), 0));
            case "FENCED" -> new Committed.Fenced();
            case "REWOUND" -> new Committed.Rewound(lastId(answer.get(2)));
            default -> throw unexpected(COMMIT, answer);
        };
    }

    @Override
    public List<Renewed> renew(List<Held> held, Renewal renewal) {
        String rest = switch (renewal) {
            case Renewal.Keep() -> "";
            case Renewal.LetGo(Duration duration) -> Long.toString(duration.toMillis());
        };
        Renewed[] outcomes = new Renewed[held.size()];
        Map<Integer, List<Integer>> byPartition = new TreeMap<>();
        for (int i = 0; i < held.size(); i++) {
            byPartition
                    .computeIfAbsent(held.get(i).id().partition(), p -> new ArrayList<>())
                    .add(i);
        }
        byPartition.forEach((partition, places) -> {
            for (int from = 0; from < places.size(); from += RENEWED_AT_ONCE) {
                List<Integer> some = places.subList(from, Math.min(from + RENEWED_AT_ONCE, places.size()));
                renew(new RedisKeys(partition), held, some, rest, outcomes);
            }
        });
        return Arrays.asList(outcomes);
    }

    private void renew(RedisKeys keys, List<Held> held, List<Integer> places, String rest, Renewed[] outcomes) {
        Arguments arguments = new Arguments(keys).add(executor, lease, rest, BEAT_STALE_MILLIS, GRACE_MILLIS);
        for (int place : places) {
            Held one = held.get(place);
            arguments.add(one.id().toString()).add(one.fence()).add(one.lastId().toString());
        }
        Response answer = run(RENEW, keys.due(), arguments);
        for (int i = 0; i < places.size(); i++) {
            Response outcome = answer.get(i + 1);
            outcomes[places.get(i)] = switch (outcome.get(0).toString()) {
                case "KEPT" -> new Renewed.Kept(intents(outcome, 1));
                case "LOST" -> new Renewed.Lost();
                case "REWOUND" -> new Renewed.Rewound(lastId(outcome.get(1)));
                default -> throw unexpected(RENEW, outcome);
            };
        }
    }

    @Override
    public Restored restore(Restoration restoration) {
        ExecutionId id = restoration.id();
        Map<String, String> fields = restoration.fields();
        Arguments arguments = new Arguments(id)
                .add(executor, lease, logLength)
                .add(restoration.fence())
                .add(restoration.mayRecreate() ? "1" : "0")
                .add(required(fields, ExecutionFields.STATUS), required(fields, ExecutionFields.WORKFLOW_ID))
                .add(required(fields, ExecutionFields.START_TIME))
                .add(fields.size() * 2L)
                .add(restoration.notices().size() * 2L)
                .add(fields)
                .addNotices(restoration.notices());
        for (Restoration.Tail tail : restoration.tail()) {
            arguments.add(tail.id().toString(), tail.entry().line());
        }
        Response answer = run(RESTORE, RedisKeys.of(id).execution(id), arguments);
        return switch (outcome(answer)) {
            case "DONE" -> new Restored.Done(intents(answer.get(2), 0));
            case "FENCED" -> new Restored.Fenced();
            case "DIVERGED" -> new Restored.Diverged();
            default -> throw unexpected(RESTORE, answer);
        };
    }

    @Override
    public Recorded record(ExecutionId id, String owner, Intent.Request request, @Nullable String key) {
        Arguments arguments = new Arguments(id).add(owner, Intent.toJson(request), Objects.requireNonNullElse(key, ""));
        return Recorded.valueOf(outcome(run(INTENT, RedisKeys.of(id).execution(id), arguments)));
    }

    @Override
    public Map<String, String> read(ExecutionId id) {
        return fields(
                run(READ, RedisKeys.of(id).execution(id), new Arguments(id)).get(1));
    }

    @Override
    public Signalled signal(ExecutionId id, String owner, Intent.Request.Signal signal) {
        Intent.Request.Signal known = known(signal);
        Arguments arguments = new Arguments(id)
                .add(owner, known.name(), known.head(), known.field())
                .add(Intent.toJson(known));
        return Signalled.valueOf(outcome(run(SIGNAL, List.of(RedisKeys.of(id).execution(id)), arguments)));
    }

    @Override
    public Signalled signal(ExecutionId id, String owner, Intent.Request.Signal signal, ForItem item) {
        Intent.Request.Signal known = known(signal);
        RedisKeys keys = RedisKeys.of(id);
        Arguments arguments = new Arguments(id)
                .add(owner, item.nodeId())
                .add(item.index())
                .add(known.head(), known.field())
                .add(Intent.toJson(new Intent.Request.ItemSignal(item.nodeId(), item.index())))
                .add(item.most());
        List<String> all = List.of(
                keys.execution(id),
                keys.items(id, item.nodeId()),
                keys.itemWaits(id, item.nodeId()),
                keys.itemSignals(id, item.nodeId()));
        return Signalled.valueOf(outcome(run(ITEM_SIGNAL, all, arguments)));
    }

    /** The question may be asked twice, where its connection was closed: it has to know itself again. */
    private static Intent.Request.Signal known(Intent.Request.Signal signal) {
        return signal.key() == null ? signal.withKey(KEYLESS + UlidCreator.getUlid()) : signal;
    }

    @Override
    public Map<String, String> fields(ExecutionId id, List<String> names) {
        Request request = Request.cmd(Command.HMGET).arg(RedisKeys.of(id).execution(id));
        names.forEach(request::arg);
        Response values = redis.send(request);
        Map<String, String> fields = new TreeMap<>();
        for (int i = 0; values != null && i < names.size(); i++) {
            if (values.get(i) != null) {
                fields.put(names.get(i), values.get(i).toString());
            }
        }
        return fields;
    }

    private Response run(Script script, String key, Arguments arguments) {
        return run(script, List.of(key), arguments);
    }

    private Response run(Script script, List<String> keys, Arguments arguments) {
        long sent = clock.mark();
        Response answer = metrics.measured(script, () -> redis.run(script, keys, arguments.list()));
        if (!answer.get(0).toString().isEmpty()) {
            clock.observe(sent, answer.get(0).toLong());
        }
        return answer;
    }

    private static String outcome(Response answer) {
        return answer.get(1).toString();
    }

    private static Optional<EventId> lastId(Response id) {
        return EventId.parse(id.toString());
    }

    private static List<Intent> intents(Response flat, int from) {
        List<Intent> intents = new ArrayList<>();
        for (int i = from; i < flat.size(); i += 2) {
            intents.add(Intent.of(flat.get(i).toLong(), flat.get(i + 1).toString()));
        }
        return List.copyOf(intents);
    }

    private static String required(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("an execution without " + name);
        }
        return value;
    }

    private static IllegalStateException unexpected(Script script, Response answer) {
        return new IllegalStateException(script.name() + " answered " + answer);
    }

    private static Script script(String... files) {
        return Script.load(
                RedisExecutionStore.class,
                Stream.concat(Stream.of("common.lua"), Stream.of(files)).toArray(String[]::new));
    }
}
