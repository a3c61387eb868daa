package io.flowcast.gateway.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Sessions of browsers, and tickets. They are there only where authentication is on. */
@ConfigMapping(prefix = "flowcast.session")
public interface SessionConfig {

    /** Which requests of other sites' pages carry the cookie. */
    enum SameSite {
        STRICT,
        LAX,
        NONE
    }

    /** Which requests that other sites cause carry the cookie: `strict`, `lax` or `none`. Only `none` (which needs `secure`) lets pages of other sites use it, those whose origin CORS allows. */
    @WithDefault("strict")
    SameSite sameSite();

    /** Whether browsers send the cookie over HTTPS alone (and on localhost). Off for tests only. */
    @WithDefault("true")
    boolean secure();

    /** How long a replica goes on with what it knows of a session: so late it hears that one was ended at another. 1 s to 5 minutes. */
    @WithDefault("10s")
    Duration recheck();

    /** How long a ticket is good without an open stream: for the first one to begin, and for EventSource to come back. 1 s to 10 minutes; several keepalives of streams. */
    @WithDefault("60s")
    Duration ticketLifetime();
}
