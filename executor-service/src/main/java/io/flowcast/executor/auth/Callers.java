package io.flowcast.executor.auth;

import io.flowcast.access.AuthConfig;
import io.flowcast.access.Caller;
import io.flowcast.access.Permission;
import io.flowcast.access.Settings;
import io.flowcast.access.Tokens;
import io.flowcast.access.Verification;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Locale;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and whether they may. Every resource has to ask, on a virtual thread, since keys may have to be read. Settings that
 * make no sense keep the service from starting.
 */
@Singleton
@Startup
public class Callers {
    private static final Logger LOG = Logger.getLogger(Callers.class);
    private static final String BEARER = "bearer ";

    private final @Nullable Tokens tokens;
    private final CurrentVertxRequest request;

    /** What is said to a caller who may not. */
    public sealed interface Answer {
        record Let(Caller caller) implements Answer {}

        record Unknown(String why) implements Answer {}

        record Forbidden(Permission lacking) implements Answer {}

        record KeysMissing() implements Answer {}
    }

    Callers(AuthConfig auth, Config config, CurrentVertxRequest request, MeterRegistry registry) {
        this.request = request;
        this.tokens = switch (Settings.read(auth, config, InstantSource.system())) {
            case Settings.Outcome.Off _ -> {
                LOG.info("authentication is off: whoever reaches this port may do everything");
                yield null;
            }
            case Settings.Outcome.On(Tokens made) -> made;
            case Settings.Outcome.Mistaken(String why) -> throw new ConfigurationException(why);
        };
        Gauge.builder("flowcast.auth.keys.age", this, me -> me.tokens == null ? Double.NaN : me.tokens.keysAge())
                .description("Time since the keys with which tokens are signed were read; not a number while"
                        + " authentication is off")
                .baseUnit("seconds")
                .register(registry);
        if (tokens != null) {
            Thread.ofVirtual().name("token-keys").start(tokens::refresh);
        }
    }

    /** Whether tokens can be told to be good. */
    boolean ready() {
        return tokens == null || tokens.ready();
    }

    void refresh() {
        if (tokens != null) {
            tokens.refresh();
        }
    }

    /** Who sends the request that is being answered. */
    public Answer ask(Permission needed) {
        if (tokens == null) {
            return new Answer.Let(Caller.EVERYBODY);
        }
        RoutingContext exchange = request.getCurrent();
        String authorization = exchange == null ? null : exchange.request().getHeader("Authorization");
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return new Answer.Unknown("there is no token: send Authorization: Bearer <token>");
        }
        return switch (tokens.verify(authorization.substring(BEARER.length()).trim())) {
            case Verification.Invalid(String why) -> new Answer.Unknown(why);
            case Verification.Unavailable _ -> new Answer.KeysMissing();
            case Verification.Valid(Caller caller) ->
                caller.may(needed) ? new Answer.Let(caller) : new Answer.Forbidden(needed);
        };
    }
}
