package io.flowcast.gateway.limit;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Singleton;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom a stream is counted for: the subject that authentication has found, else the address. Not by {@code HttpServerRequest.remoteAddress()}:
 * with Quarkus' address forwarding that is the first hop of the header, which a client writes itself.
 */
@Singleton
public final class Clients {
    private static final Client ANYBODY = new Client("", false);

    private final Forwarding forwarding;
    private final Networks exempt;
    private final LimitConfig.ProxyHeader header;

    Clients(LimitConfig config) {
        this.forwarding = new Forwarding(Networks.of(
                "flowcast.limits.trusted-proxies", config.trustedProxies().orElse(List.of())));
        this.exempt = Networks.of("flowcast.limits.exempt", config.exempt());
        this.header = config.proxyHeader();
    }

    /**
     * Of a request.
     *
     * @param subject whom authentication has found; null where it is off
     */
    public Client of(HttpServerRequest request, @Nullable String subject) {
        if (subject != null) {
            return Client.subject(subject);
        }
        InetAddress client = address(request);
        return client == null ? ANYBODY : new Client("address:" + network(client), !exempt.contain(client));
    }

    /** The client's address, as far as the proxies before us are trusted; null where there is none (a Unix socket). */
    private @Nullable InetAddress address(HttpServerRequest request) {
        SocketAddress socket = request.connection().remoteAddress();
        String literal = socket == null ? null : socket.hostAddress();
        InetAddress peer = literal == null ? null : Networks.address(literal);
        if (peer == null || !forwarding.trusts(peer)) {
            return peer;
        }
        List<String> hops = switch (header) {
            case X_FORWARDED_FOR -> Forwarding.xForwardedFor(request.headers().getAll("X-Forwarded-For"));
            case FORWARDED -> Forwarding.forwarded(request.headers().getAll("Forwarded"));
        };
        return forwarding.client(peer, hops);
    }

    /** An IPv6 client has 64 bits of addresses for itself, and may use another for each connection. */
    private static String network(InetAddress client) {
        if (!(client instanceof Inet6Address)) {
            return client.getHostAddress();
        }
        byte[] network = Arrays.copyOf(Arrays.copyOf(client.getAddress(), 8), 16);
        try {
            return InetAddress.getByAddress(network).getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
