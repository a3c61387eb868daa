package io.flowcast.executor.store;

import io.quarkus.runtime.StartupEvent;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
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
        List<String> warnings = new ArrayList<>();
        String policy = setting("maxmemory-policy");
        if (!policy.isEmpty() && !policy.equals("noeviction")) {
            warnings.add(
                    "Redis' maxmemory-policy is " + policy + ": when memory runs short it will throw executions away"
                            + " without a word. Set it to noeviction.");
        }
        if (replicas() > 0 && setting("min-replicas-to-write").equals("0")) {
            warnings.add("Redis has replicas and min-replicas-to-write 0: a primary that is cut off from them goes on"
                    + " taking writes that the failover then loses. Set it to 1, and min-replicas-max-lag below"
                    + " Sentinel's down-after.");
        }
        return warnings;
    }

    private String setting(String name) {
        Response answer = redis.send(Request.cmd(Command.CONFIG).arg("GET").arg(name));
        Response value = answer == null ? null : answer.get(name);
        return value == null ? "" : value.toString();
    }

    private long replicas() {
        Response answer = redis.send(Request.cmd(Command.INFO).arg("replication"));
        return String.valueOf(answer)
                .lines()
                .filter(line -> line.startsWith("connected_slaves:"))
                .mapToLong(line -> Long.parseLong(
                        line.substring("connected_slaves:".length()).strip()))
                .findFirst()
                .orElse(0);
    }
}
