package io.flowcast.gateway;

import io.flowcast.access.Issuer;
import io.flowcast.access.JwksServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Authentication is on, and an issuer made for the test signs the tokens. */
public final class AuthOn implements QuarkusTestProfile {
    public static final Issuer ISSUER = new Issuer("test");
    /** Of a page that may use sessions and tickets from its own origin. */
    public static final String APP = "https://app.test";

    @Override
    public Map<String, String> getConfigOverrides() {
        return ShortTimes.with(Map.of(
                "flowcast.auth.clock-skew",
                "0s",
                "flowcast.session.recheck",
                "1s",
                "flowcast.session.ticket-lifetime",
                "4s",
                "quarkus.http.cors.enabled",
                "true",
                "quarkus.http.cors.origins",
                APP,
                "quarkus.http.cors.access-control-allow-credentials",
                "true",
                "quarkus.http.access-log.enabled",
                "true",
                "quarkus.http.access-log.pattern",
                "%r %U %q %s %{i,Referer}"));
    }

    /** Publishes the issuer's keys, and has the gateway ask for tokens. */
    public static final class Keys implements QuarkusTestResourceLifecycleManager {
        private @Nullable JwksServer server;

        @Override
        public Map<String, String> start() {
            server = new JwksServer(ISSUER.keySet());
            return Map.of(
                    "flowcast.auth.enabled",
                    "true",
                    "flowcast.auth.jwks-url",
                    server.url().toString(),
                    "flowcast.auth.issuer",
                    Issuer.NAME,
                    "flowcast.auth.audience",
                    Issuer.AUDIENCE);
        }

        @Override
        public void stop() {
            if (server != null) {
                server.close();
            }
        }
    }
}
