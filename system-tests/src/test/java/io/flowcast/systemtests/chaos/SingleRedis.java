package io.flowcast.systemtests.chaos;

import io.flowcast.stack.StackSettings;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.systemtests.harness.FaultyLink;
import io.flowcast.systemtests.harness.SentinelSet;
import io.flowcast.systemtests.harness.SentinelSet.Member;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One server with an append-only file, behind a link. It leaves syncing to the system, so that it writes before it answers, however
 * slow the disk is, and a killed one has lost nothing: with {@code everysec} it may put writing off for two seconds.
 */
final class SingleRedis implements Topology {
    private static final int RARITY = 50;

    private final RedisServer server;
    private final FaultyLink link;

    private SingleRedis(RedisServer server, FaultyLink link) {
        this.server = server;
        this.link = link;
    }

    static SingleRedis start() throws IOException {
        RedisServer server = RedisServer.start(List.of("--appendfsync", "no"));
        return new SingleRedis(server, FaultyLink.to(server.port()));
    }

    @Override
    public StackSettings reach(StackSettings services) {
        return services.redisUrl("redis://127.0.0.1:" + link.port());
    }

    @Override
    public Member primary() {
        return new Member(server, link, link.port());
    }

    @Override
    public Optional<SentinelSet> sentinels() {
        return Optional.empty();
    }

    @Override
    public void heal() throws IOException {
        Stage.heal(primary());
    }

    @Override
    public int rarity() {
        return RARITY;
    }

    @Override
    public boolean mayForget() {
        return false;
    }

    @Override
    public void close() {
        link.close();
        server.close();
    }
}
