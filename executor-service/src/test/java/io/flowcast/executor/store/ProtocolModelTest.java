package io.flowcast.executor.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.executor.store.BranchingRedis.Mistake;
import io.flowcast.executor.store.ProtocolExploration.Bounds;
import io.flowcast.executor.store.ProtocolExploration.Move;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Leases, fences and commits in every order, by the real scripts on a real Redis; and that mistakes in them are found. */
final class ProtocolModelTest {

    @RegisterExtension
    static final RedisUnderTest REDIS = new RedisUnderTest(1);

    private static final Bounds TAKEOVER =
            new Bounds("a lapse, a signal at any time", Map.of(Move.LAPSE, 1, Move.SIGNAL, 1));
    private static final Bounds CANCELLATION =
            new Bounds("a lapse, a cancellation at any time", Map.of(Move.LAPSE, 1, Move.CANCEL, 1));
    private static final Bounds ANSWERS = new Bounds(
            "a lost answer to a claim and one to a commit",
            Map.of(Move.SIGNAL, 1, Move.LOST_CLAIM_A, 1, Move.LOST_COMMIT_A, 1));
    private static final Bounds DEATHS =
            new Bounds("an executor dies, or lets go", Map.of(Move.SIGNAL, 1, Move.CRASH_A, 1, Move.LET_GO_A, 1));
    private static final Bounds FAILOVER =
            new Bounds("a failover that loses a write", Map.of(Move.SIGNAL, 1, Move.LOSE_ONE, 1));
    private static final Bounds LOSS_OF_TWO =
            new Bounds("a failover that loses two writes", Map.of(Move.SIGNAL, 1, Move.LOSE_TWO, 1));

    static List<Bounds> bounds() {
        return List.of(TAKEOVER, CANCELLATION, ANSWERS, DEATHS, FAILOVER);
    }

    static List<Bounds> wideBounds() {
        return List.of(
                new Bounds(
                        "a lost answer to a claim and one to a commit, and a lapse",
                        Map.of(Move.LAPSE, 1, Move.SIGNAL, 1, Move.LOST_CLAIM_A, 1, Move.LOST_COMMIT_A, 1)),
                new Bounds(
                        "two lapses, a signal and a cancellation at any time",
                        Map.of(Move.LAPSE, 2, Move.SIGNAL, 1, Move.CANCEL, 1)),
                new Bounds(
                        "an executor dies, or lets go, and a lapse",
                        Map.of(Move.LAPSE, 1, Move.SIGNAL, 1, Move.CRASH_A, 1, Move.LET_GO_A, 1)),
                LOSS_OF_TWO,
                new Bounds(
                        "a failover that loses a write, and a lapse",
                        Map.of(Move.LAPSE, 1, Move.SIGNAL, 1, Move.LOSE_ONE, 1)));
    }

    @ParameterizedTest
    @MethodSource("bounds")
    void holdsInEveryOrder(Bounds bounds) throws Exception {
        ProtocolExploration explored = ProtocolExploration.of(REDIS, bounds);

        System.out.println(explored);
        assertThat(explored.violation()).as(explored.toString()).isNull();
    }

    /** Minutes. */
    @Tag("long")
    @ParameterizedTest
    @MethodSource("wideBounds")
    void holdsInEveryOrderOfMore(Bounds bounds) throws Exception {
        holdsInEveryOrder(bounds);
    }

    private static final String LAST_EVENT_UNSEEN = "a commit does not look at the last event";
    private static final String FENCE_UNSEEN = "a restoration does not look at the fence";

    static List<Mistake> mistakes() {
        return List.of(
                new Mistake(
                        "a claim looks a lease ahead",
                        "claim.lua",
                        "elseif first ~= '' and tonumber(first) <= now then",
                        "elseif first ~= '' and tonumber(first) <= now + lease then local time = lease_end"),
                new Mistake(
                        "a commit drops the intents that stand",
                        "commit.lua",
                        "if consumed > 0 then",
                        "asked = '' redis.call('HSET', key, 'intents', '') if false then"),
                new Mistake(
                        "a commit does not look at the fence",
                        "commit.lua",
                        "tonumber(stored_fence) > tonumber(fence)",
                        "false"),
                new Mistake(LAST_EVENT_UNSEEN, "commit.lua", "last_id ~= previous", "false"),
                new Mistake(
                        "a lease is given back though an intent stands",
                        "commit.lua",
                        "#intents > 0 and now or tonumber(ARGV[9])",
                        "tonumber(ARGV[9])"),
                new Mistake(
                        "a claim gets the fence of the one before",
                        "claim.lua",
                        "next_fence(stored.fence, micros + #taken)",
                        "stored.fence"),
                new Mistake(
                        "a signal wakes nobody",
                        "signal.lua",
                        "wake(prefix, id, stored[3], stored[5], stored[6], intent, now)",
                        ""),
                new Mistake(
                        "what has ended stays due",
                        "commit.lua",
                        "redis.call('ZREM', prefix .. 'due', id)\n    redis.call('ZADD', prefix .. 'ended', time, id)",
                        ""),
                new Mistake("events are not published", "commit.lua", "publish(prefix, id, seq, fence, events)", ""),
                new Mistake(
                        "events are published before they are there",
                        "commit.lua",
                        "append(prefix, id, ARGV[5], seq, fence, events)",
                        "publish(prefix, id, seq, fence, events) append(prefix, id, ARGV[5], seq, fence, events)"),
                new Mistake(
                        "one whom another has replaced renews",
                        "renew.lua",
                        "local ahead = tonumber(stored[1] or '0') - (tonumber(fence) or -1)",
                        "local ahead = 0 stored[3] = executor"),
                new Mistake(FENCE_UNSEEN, "restore.lua", "tonumber(stored[1]) > tonumber(fence)", "false"),
                new Mistake(
                        "what is restored is not published",
                        "restore.lua",
                        "redis.call('PUBLISH', prefix .. 'events:' .. id, ARGV[i] .. '\\n' .. ARGV[i + 1])",
                        ""),
                new Mistake(
                        "a restoration forgets the events and keeps the state",
                        "restore.lua",
                        "for i = missing, #ARGV, 2 do\n  -- The first write",
                        "for i = #ARGV, #ARGV - 1, 2 do\n  -- The first write"),
                new Mistake(
                        "the state changes and the log does not tell",
                        "commit.lua",
                        "set_fields(key, 14 + CHUNK, 13 + fields)",
                        "redis.call('HSET', key, 'node:a', 'completed')"));
    }

    private static Bounds boundsFor(Mistake mistake) {
        return switch (mistake.what()) {
            case FENCE_UNSEEN -> LOSS_OF_TWO;
            case LAST_EVENT_UNSEEN -> ANSWERS;
            default -> mistake.script().equals("restore.lua") ? FAILOVER : TAKEOVER;
        };
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void findsA(Mistake mistake) throws Exception {
        ProtocolExploration explored = ProtocolExploration.of(REDIS, boundsFor(mistake), mistake);

        System.out.println(mistake + ": " + explored);
        assertThat(explored.violation()).as(mistake.what()).isNotNull();
    }
}
