package io.flowcast.executor.store;

import io.flowcast.events.RedisKeys;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.vertx.redis.client.Response;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Looks, before anything else is asked of Redis, when something was refused, and now and then, whether its user may do all that
 * the scripts do. As long as something is refused it looks every few seconds, and no script runs: Redis takes back nothing of
 * what one did before the command it may not do. One look is some forty commands, which an idle executor is to spare Redis.
 */
@Singleton
class RightsCheck {

    private static final Logger LOG = Logger.getLogger(RightsCheck.class);
    private static final Duration UNPROMPTED = Duration.ofMinutes(5);
    private static final Script RIGHTS = Script.load(RightsCheck.class, "rights.lua");
    private static final Script NOTHING = Script.of("nothing", "return ''");

    private static final List<String> DEFINITIONS = List.of(
            RedisKeys.DEFINITIONS,
            RedisKeys.DELETED_DEFINITIONS,
            RedisKeys.DEFINITION_CHANGES,
            RedisKeys.TRIGGERS,
            RedisKeys.definition("rights"),
            RedisKeys.definitionVersions("rights"),
            RedisKeys.definitionHashes("rights"));

    private final RedisScripts redis;
    private final Rights rights;
    private volatile boolean granted;
    /** Of the monotonic clock, when the last look came to an end. */
    private volatile long looked;

    private final AtomicBoolean looking = new AtomicBoolean();
    /** What this check has found; of the thread that looks. */
    private final Set<String> known = new HashSet<>();

    RightsCheck(RedisScripts redis, Rights rights) {
        this.redis = redis;
        this.rights = rights;
        redis.onRefused(this::look);
    }

    void atStart(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event) {
        look();
    }

    @Scheduled(identity = "rights", every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void lookAgain() {
        if (!granted || System.nanoTime() - looked > UNPROMPTED.toNanos()) {
            look();
        }
    }

    void look() {
        if (!looking.compareAndSet(false, true)) {
            return;
        }
        try {
            Map<String, String> refused = refused();
            found(refused);
            looked = System.nanoTime();
            granted = refused.isEmpty();
        } catch (StoreUnavailable e) {
            LOG.debugf("what its user may do cannot be asked: %s", e.getMessage());
        } finally {
            looking.set(false);
        }
    }

    private Map<String, String> refused() {
        Map<String, String> refused = new TreeMap<>();
        try {
            String prefix = new RedisKeys(0).prefix();
            List<String> keys = Stream.of("hash", "set", "sorted", "stream", "text", "copy")
                    .map(kind -> prefix + "rights:" + kind)
                    .toList();
            Response answer = redis.runAnyway(RIGHTS, keys, List.of(prefix));
            for (int i = 0; i < answer.size(); i += 2) {
                refused.put(answer.get(i).toString(), answer.get(i + 1).toString());
            }
            for (String key : DEFINITIONS) {
                redis.runAnyway(NOTHING, List.of(key), List.of());
            }
        } catch (StoreUnavailable e) {
            if (!Refusals.ofRights(e.getCause())) {
                throw e;
            }
            refused.put("scripts", String.valueOf(e.getMessage()));
        }
        return refused;
    }

    private void found(Map<String, String> refused) {
        redis.hold(refused.isEmpty() ? null : "Redis refuses this executor's user " + refused);
        refused.forEach(rights::refuse);
        known.removeAll(refused.keySet());
        known.forEach(rights::grant);
        known.clear();
        known.addAll(refused.keySet());
    }
}
