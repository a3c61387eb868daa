package io.flowcast.gateway.auth;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Whether the settings of sessions, and those of Quarkus that they depend on, make sense together. */
final class SessionSettings {
    private static final String CORS = "quarkus.http.cors.";

    private SessionSettings() {}

    /** What is wrong with them, in one sentence; empty where nothing is. */
    static Optional<String> mistake(SessionConfig config, Config all) {
        if (config.sameSite() == SessionConfig.SameSite.NONE && !config.secure()) {
            return Optional.of("flowcast.session.same-site none needs flowcast.session.secure: browsers drop the cookie"
                    + " otherwise.");
        }
        if (outside(config.recheck(), Duration.ofSeconds(1), Duration.ofMinutes(5))) {
            return Optional.of("flowcast.session.recheck must be from 1 second to 5 minutes.");
        }
        if (outside(config.ticketLifetime(), Duration.ofSeconds(1), Duration.ofMinutes(10))) {
            return Optional.of("flowcast.session.ticket-lifetime must be from 1 second to 10 minutes.");
        }
        List<String> origins =
                all.getOptionalValues(CORS + "origins", String.class).orElse(List.of());
        if (flag(all, "enabled")
                && flag(all, "access-control-allow-credentials")
                && origins.stream().anyMatch(origin -> origin.equals("*") || origin.startsWith("/"))) {
            return Optional.of("quarkus.http.cors.origins must name each origin while"
                    + " quarkus.http.cors.access-control-allow-credentials is on: else pages of any origin may use our"
                    + " users' sessions.");
        }
        return Optional.empty();
    }

    private static boolean flag(Config all, String name) {
        return all.getOptionalValue(CORS + name, Boolean.class).orElse(false);
    }

    private static boolean outside(Duration value, Duration least, Duration most) {
        return value.compareTo(least) < 0 || value.compareTo(most) > 0;
    }
}
