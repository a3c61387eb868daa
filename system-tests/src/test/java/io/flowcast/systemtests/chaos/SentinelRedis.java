package io.flowcast.systemtests.chaos;

import io.flowcast.stack.StackSettings;
import io.flowcast.stack.service.ServiceKind;
import io.flowcast.systemtests.harness.SentinelSet;
import io.flowcast.systemtests.harness.SentinelSet.Member;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * A primary, its replicas and three Sentinels, each server behind a link that replicas, Sentinels and services take alike: who is
 * cut off is cut off from all of them. Replication is asynchronous, with {@code min-replicas-to-write 1}.
 */
final class SentinelRedis implements Topology {
    /** Longer than {@code min-replicas-max-lag}, which {@link SentinelSet} sets to two seconds. */
    private static final Duration DOWN_AFTER = Duration.ofSeconds(3);

    private static final int RARITY = 20;

    private final SentinelSet servers;

    private SentinelRedis(SentinelSet servers) {
        this.servers = servers;
    }

    static SentinelRedis start(int replicas) throws IOException {
        return new SentinelRedis(SentinelSet.behindLinks(replicas, DOWN_AFTER));
    }

    @Override
    public StackSettings reach(StackSettings services) {
        return services.redisUrl(servers.url())
                .property(ServiceKind.EXECUTOR, "quarkus.redis.client-type", "sentinel")
                .property(ServiceKind.GATEWAY, "quarkus.redis.client-type", "sentinel");
    }

    @Override
    public Member primary() {
        return servers.inCharge();
    }

    @Override
    public Optional<SentinelSet> sentinels() {
        return Optional.of(servers);
    }

    @Override
    public void heal() throws IOException {
        for (Member member : servers.members()) {
            Stage.heal(member);
        }
        servers.awaitWell();
    }

    @Override
    public int rarity() {
        return RARITY;
    }

    @Override
    public boolean mayForget() {
        return true;
    }

    @Override
    public void close() {
        servers.close();
    }
}
