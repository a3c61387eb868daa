package io.flowcast.gateway.auth;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Cookies, and from which pages they count. A browser sends them along whoever's page asks; so a request that changes something
 * counts only from a page of this very origin, or of one that CORS names (OWASP: Cross-Site Request Forgery, Fetch Metadata).
 */
@Singleton
class Doorway {
    /** {@code __Host-} has browsers make sure that no other host or path set it. */
    private static final String SECURE_NAME = "__Host-flowcast-session";

    private static final String PLAIN_NAME = "flowcast-session";
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final SessionConfig config;
    private final Set<String> trusted;

    Doorway(SessionConfig config, Config all) {
        this.config = config;
        boolean cors =
                all.getOptionalValue("quarkus.http.cors.enabled", Boolean.class).orElse(false);
        List<String> origins =
                all.getOptionalValues("quarkus.http.cors.origins", String.class).orElse(List.of());
        // Patterns and the star let pages read; they let none command.
        this.trusted =
                cors ? origins.stream().filter(origin -> origin.contains("://")).collect(Collectors.toSet()) : Set.of();
    }

    /** The word in the cookie; empty where there is none that could be one of ours. */
    Optional<String> session(HttpServerRequest request) {
        Cookie cookie = request.getCookie(name());
        return Optional.ofNullable(cookie).map(Cookie::getValue).filter(Secrets::wellFormed);
    }

    Cookie cookie(String word) {
        return Cookie.cookie(name(), word)
                .setPath("/")
                .setHttpOnly(true)
                .setSecure(config.secure())
                .setSameSite(CookieSameSite.valueOf(config.sameSite().name()));
    }

    Cookie goneCookie() {
        return cookie("").setMaxAge(0);
    }

    /** Whether a request that a cookie lets in may do what it asks for. */
    boolean ownPage(HttpServerRequest request) {
        HttpMethod method = request.method();
        if (SAFE.contains(method.name())) {
            return true;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        if ("same-origin".equals(site)) {
            return true;
        }
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return false;
        }
        return trusted.contains(origin) || (site == null && sameHost(origin, request.authority()));
    }

    private String name() {
        return config.secure() ? SECURE_NAME : PLAIN_NAME;
    }

    /** A proxy may have taken TLS off, so schemes are not compared. */
    private static boolean sameHost(String origin, @Nullable HostAndPort host) {
        try {
            URI uri = URI.create(origin);
            return host != null
                    && host.host().equalsIgnoreCase(uri.getHost())
                    && (host.port() == uri.getPort() || host.port() <= 0 || uri.getPort() <= 0);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
