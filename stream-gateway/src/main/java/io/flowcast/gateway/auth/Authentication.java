package io.flowcast.gateway.auth;

import io.flowcast.access.AuthConfig;
import io.flowcast.access.Settings;
import io.flowcast.access.Tokens;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Whether callers have to show who they are. Settings that make no sense keep the service from starting. */
@Singleton
@Startup
class Authentication {
    private static final Logger LOG = Logger.getLogger(Authentication.class);

    private final @Nullable Tokens tokens;
    /** Verifying may wait for keys: not on an event loop. */
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Authentication(AuthConfig auth, SessionConfig session, Config config, InstantSource clock, MeterRegistry registry) {
        tokens = switch (Settings.read(auth, config, clock)) {
            case Settings.Outcome.Off off -> {
                LOG.info("authentication is off: whoever reaches this port may do everything");
                yield null;
            }
            case Settings.Outcome.On(Tokens made) -> {
                SessionSettings.mistake(session, config).ifPresent(why -> {
                    throw new ConfigurationException(why);
                });
                yield made;
            }
            case Settings.Outcome.Mistaken(String why) -> throw new ConfigurationException(why);
        };
        Gauge.builder("flowcast.auth.keys.age", this, me -> me.tokens == null ? Double.NaN : me.tokens.keysAge())
                .description("Time since the keys with which tokens are signed were read; not a number while"
                        + " authentication is off")
                .baseUnit("seconds")
                .register(registry);
        if (tokens != null) {
            threads.execute(tokens::refresh);
        }
    }

    boolean on() {
        return tokens != null;
    }

    /** Only while it is on. */
    Tokens tokens() {
        Tokens present = tokens;
        if (present == null) {
            throw new IllegalStateException("authentication is off");
        }
        return present;
    }

    ExecutorService threads() {
        return threads;
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }
}
