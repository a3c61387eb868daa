package io.flowcast.executor.store;

import io.quarkus.runtime.StartupEvent;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.impl.types.ErrorType;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Looks at start whether Redis is set up to keep what it is given, and says so where it is not. */
@Singleton
class RedisSettings {

    private static final Logger LOG = Logger.getLogger(RedisSettings.class);

    private final RedisScripts redis;

    RedisSettings(RedisScripts redis) {
        this.redis = redis;
    }

    void atStart(@Observes StartupEvent event) {
        try {
            warnings().forEach(LOG::warn);
        } catch (StoreUnavailable | IllegalStateException e) {
            if (e.getCause() instanceof ErrorType) {
                LOG.debugf("Redis' settings can't be read, which some services forbid: %s", e.getMessage());
            } else {
                LOG.warnf("Redis' settings are not checked: %s", e.getMessage());
            }
        }
    }

    List<String> warnings() {
        // CONFIG GET says more, passwords among it: few users may ask that.
        RedisInfo memory = info("memory");
        RedisInfo replication = info("replication");
        List<String> warnings = new ArrayList<>();
        String policy = memory.field("maxmemory_policy");
        if (!policy.isEmpty() && !policy.equals("noeviction")) {
            warnings.add(
                    "Redis' maxmemory-policy is " + policy + ": when memory runs short it will throw executions away"
                            + " without a word. Set it to noeviction.");
        }
        boolean replicated = !List.of("", "0").contains(replication.field("connected_slaves"));
        // Redis counts them only where it is told to need some.
        if (replicated && replication.field("min_slaves_good_slaves").isEmpty()) {
            warnings.add("Redis has replicas and min-replicas-to-write 0: a primary that is cut off from them goes on"
                    + " taking writes that the failover then loses. Set it to 1, and min-replicas-max-lag below"
                    + " Sentinel's down-after.");
        }
        return warnings;
    }

    private RedisInfo info(String section) {
        return RedisInfo.of(redis.send(Request.cmd(Command.INFO).arg(section)));
    }
}
