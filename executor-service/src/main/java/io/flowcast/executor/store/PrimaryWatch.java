package io.flowcast.executor.store;

import io.quarkus.scheduler.Scheduled;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Notices that Sentinel has made another server the primary: for some ten seconds the old one knows nothing of it where it was
 * told to hand over, and acknowledges what nobody else will ever know. New connections lead to the new one; those that are kept
 * have to be renewed.
 */
@Singleton
class PrimaryWatch {

    private static final Logger LOG = Logger.getLogger(PrimaryWatch.class);
    private static final String NAME = "run_id:";

    private final RedisScripts redis;
    private final Rights rights;
    private final boolean underSentinel;
    /** Names one process of a server; of the thread that looks. */
    private @Nullable String primary;

    PrimaryWatch(
            RedisScripts redis,
            Rights rights,
            @ConfigProperty(name = "quarkus.redis.client-type", defaultValue = "standalone") String clientType) {
        this.redis = redis;
        this.rights = rights;
        this.underSentinel = clientType.equals("sentinel");
    }

    @Scheduled(identity = "primary", every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        if (!underSentinel) {
            return;
        }
        try {
            // The pool asks Sentinel where to go; a connection that is kept does not.
            saw(String.valueOf(redis.send(Request.cmd(Command.INFO).arg("server"))));
            rights.grant("INFO");
        } catch (StoreUnavailable e) {
            if (Refusals.ofRights(e.getCause())) {
                rights.refuse("INFO", String.valueOf(e.getMessage()));
            }
        }
    }

    private void saw(String info) {
        String now = info.lines()
                .filter(line -> line.startsWith(NAME))
                .map(String::strip)
                .findFirst()
                .orElse(null);
        String before = primary;
        primary = now;
        if (before != null && now != null && !now.equals(before)) {
            LOG.infof("another server is the primary: %s, and no more %s", now, before);
            redis.moved("another server is the primary");
        }
    }
}
