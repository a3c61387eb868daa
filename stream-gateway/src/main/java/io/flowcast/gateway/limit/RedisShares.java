package io.flowcast.gateway.limit;

import io.flowcast.events.RedisKeys;
import io.flowcast.gateway.redis.CommandLine;
import io.flowcast.gateway.redis.Script;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** {@link Shares} as leases in Redis: what a replica that died had lapses. Thread-safe. */
final class RedisShares implements Shares {
    private static final Script SHARE = Script.load(RedisShares.class, "share.lua");

    private final CommandLine redis;
    private final String replica;
    private final int limit;
    private final Duration lease;
    private final int partitions;

    RedisShares(CommandLine redis, String replica, int limit, Duration lease, int partitions) {
        this.redis = redis;
        this.replica = replica;
        this.limit = limit;
        this.lease = lease;
        this.partitions = partitions;
    }

    @Override
    public void claim(List<Claim> claims, Consumer<Answer> answer) {
        Map<Integer, List<Integer>> byPartition = new LinkedHashMap<>();
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < claims.size(); i++) {
            byte[] digest = digest(claims.get(i).caller());
            int partition = Math.floorMod(ByteBuffer.wrap(digest).getInt(), partitions);
            keys.add(new RedisKeys(partition).streams(HexFormat.of().formatHex(digest)));
            byPartition.computeIfAbsent(partition, none -> new ArrayList<>()).add(i);
        }
        Integer[] counts = new Integer[claims.size()];
        List<Future<?>> calls = new ArrayList<>();
        for (List<Integer> places : byPartition.values()) {
            calls.add(call(claims, keys, places).map(response -> {
                for (int i = 0; i < places.size(); i++) {
                    counts[places.get(i)] = response.get(i).toInteger();
                }
                return response;
            }));
        }
        CompositeFuture all = Future.join(calls);
        all.onSuccess(done -> answer.accept(new Answer.Granted(List.of(counts))));
        all.onFailure(failure -> answer.accept(new Answer.Unreachable(String.valueOf(failure.getMessage()))));
    }

    private Future<Response> call(List<Claim> claims, List<String> keys, List<Integer> places) {
        List<String> arguments = new ArrayList<>();
        arguments.add(replica);
        arguments.add(Long.toString(lease.toMillis()));
        arguments.add(Integer.toString(limit));
        for (int place : places) {
            arguments.add(Integer.toString(claims.get(place).open()));
            arguments.add(Integer.toString(claims.get(place).wanted()));
        }
        return SHARE.call(redis::send, places.stream().map(keys::get).toList(), arguments);
    }

    /** Redis is told neither addresses nor names. */
    private static byte[] digest(String caller) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(caller.getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(whole, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
