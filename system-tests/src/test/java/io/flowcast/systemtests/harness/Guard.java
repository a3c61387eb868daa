package io.flowcast.systemtests.harness;

import io.flowcast.access.Issuer;
import io.flowcast.access.JwksServer;
import io.flowcast.stack.LocalServer;
import io.flowcast.stack.StackSettings;
import io.flowcast.stack.service.ServiceKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Authentication for a stack: who signs its tokens, and pages of another origin, which its gateways let ask. One for the whole run. */
public final class Guard {
    public static final Issuer ISSUER = new Issuer("system");

    /** What callers of webhooks have to know, as the secret {@code HOOK}. */
    public static final String HOOK_SECRET = "s3cret-of-hooks";

    /** Within which the head of a request has to have come. */
    public static final Duration HEAD_TIMEOUT = Duration.ofSeconds(2);

    /** Of one subject, over all gateways. */
    public static final int STREAMS_PER_CALLER = 12;

    private static final byte[] PAGE =
            "<!doctype html><title>A page of another origin</title>".getBytes(StandardCharsets.UTF_8);
    private static final JwksServer KEYS = new JwksServer(ISSUER.keySet());
    private static final LocalServer PAGES = pages();

    private Guard() {}

    /** Where a page lies that is of another site than whatever is at {@code localhost}. */
    public static String foreignOrigin() {
        return PAGES.url();
    }

    static StackSettings on(StackSettings settings) {
        Map<String, String> both = Map.of(
                "FLOWCAST_AUTH_ENABLED",
                "true",
                "FLOWCAST_AUTH_JWKS_URL",
                KEYS.url().toString(),
                "FLOWCAST_AUTH_ISSUER",
                Issuer.NAME,
                "FLOWCAST_AUTH_AUDIENCE",
                Issuer.AUDIENCE,
                "FLOWCAST_AUTH_CLOCK_SKEW",
                "0s",
                // Kubernetes sets variables like this one for a service of this name.
                "FLOWCAST_AUTH_SERVICE_HOST",
                "10.0.0.1");
        both.forEach((name, value) -> {
            settings.variable(ServiceKind.GATEWAY, name, value);
            settings.variable(ServiceKind.EXECUTOR, name, value);
        });
        settings.variable(ServiceKind.EXECUTOR, "FLOWCAST_SECRET_HOOK", HOOK_SECRET);
        for (ServiceKind kind : ServiceKind.values()) {
            settings.property(kind, "flowcast.partitions", "3");
            settings.property(kind, "flowcast.api.head-timeout", HEAD_TIMEOUT.toSeconds() + "s");
        }
        return settings.property(ServiceKind.GATEWAY, "quarkus.http.cors.enabled", "true")
                .property(ServiceKind.GATEWAY, "flowcast.limits.per-caller", Integer.toString(STREAMS_PER_CALLER))
                .property(ServiceKind.GATEWAY, "quarkus.http.cors.origins", foreignOrigin())
                .property(ServiceKind.GATEWAY, "flowcast.session.recheck", "1s")
                .property(ServiceKind.GATEWAY, "flowcast.stream.keepalive", "2s");
    }

    private static LocalServer pages() {
        return LocalServer.start().on("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, PAGE.length);
            exchange.getResponseBody().write(PAGE);
        });
    }
}
