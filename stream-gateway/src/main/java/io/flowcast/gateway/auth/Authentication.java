package io.flowcast.gateway.auth;

import io.flowcast.access.AuthConfig;
import io.flowcast.access.Settings;
import io.flowcast.access.Tokens;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
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

    Authentication(AuthConfig auth, Config config, InstantSource clock) {
        Settings.mistake(auth, config).ifPresent(Authentication::refuse);
        if (!auth.enabled()) {
            LOG.info("authentication is off: whoever reaches this port may do everything");
            tokens = null;
            return;
        }
        Tokens made = null;
        try {
            made = Tokens.of(auth, clock);
        } catch (IOException e) {
            refuse("flowcast.auth.key-file cannot be used: " + e.getMessage());
        }
        tokens = made;
        threads.execute(made::refresh);
    }

    private static void refuse(String why) {
        throw new ConfigurationException(why);
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
