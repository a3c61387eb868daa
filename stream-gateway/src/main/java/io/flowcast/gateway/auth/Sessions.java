package io.flowcast.gateway.auth;

import io.flowcast.events.RedisKeys;
import io.flowcast.gateway.redis.CommandLine;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Sessions of browsers: a token in Redis, sealed with the word in the browser's cookie. What a replica has read it goes on with
 * for a moment. Thread-safe.
 */
@Singleton
class Sessions {
    private static final int REMEMBERED = 10_000;

    private record Known(Optional<String> token, long until) {}

    private final CommandLine redis;
    private final InstantSource clock;
    private final long recheckMillis;
    /** By digest. Guarded by itself; the least recently used first. */
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > REMEMBERED;
        }
    };

    Sessions(CommandLine redis, InstantSource clock, SessionConfig config) {
        this.redis = redis;
        this.clock = clock;
        this.recheckMillis = config.recheck().toMillis();
    }

    /** Begins one, or has it go on with another token. */
    Future<Void> keep(String word, String token, long expiresAt) {
        String digest = Secrets.digest(word);
        Request write = Request.cmd(Command.SET)
                .arg(RedisKeys.session(digest))
                .arg(Secrets.seal(word, token))
                .arg("PX")
                .arg(Math.max(1, expiresAt - clock.millis()));
        return redis.send(write).map(done -> {
            remember(digest, Optional.of(token));
            return null;
        });
    }

    /** Its token; empty where there is none (any more). */
    Future<Optional<String>> token(String word) {
        String digest = Secrets.digest(word);
        Known found;
        synchronized (known) {
            found = known.get(digest);
        }
        if (found != null && clock.millis() < found.until()) {
            return Future.succeededFuture(found.token());
        }
        return redis.send(Request.cmd(Command.GET).arg(RedisKeys.session(digest)))
                .map(stored -> {
                    Optional<String> token = stored == null ? Optional.empty() : Secrets.open(word, stored.toString());
                    if (token.isPresent()) {
                        remember(digest, token);
                    }
                    return token;
                });
    }

    /** Whether there is one of this digest, as far as Redis knows. */
    Future<Boolean> lives(String digest) {
        return redis.send(Request.cmd(Command.EXISTS).arg(RedisKeys.session(digest)))
                .map(count -> count.toInteger() == 1);
    }

    Future<Void> end(String word) {
        String digest = Secrets.digest(word);
        return redis.send(Request.cmd(Command.DEL).arg(RedisKeys.session(digest)))
                .map(done -> {
                    remember(digest, Optional.empty());
                    return null;
                });
    }

    private void remember(String digest, Optional<String> token) {
        synchronized (known) {
            known.put(digest, new Known(token, clock.millis() + recheckMillis));
        }
    }
}
