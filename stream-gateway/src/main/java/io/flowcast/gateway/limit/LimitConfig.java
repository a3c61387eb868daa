package io.flowcast.gateway.limit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How many streams one caller, and one execution, may have; and who counts as a caller. */
@ConfigMapping(prefix = "flowcast.limits")
public interface LimitConfig {

    /** The header in which a proxy names the client it speaks for. */
    enum ProxyHeader {
        X_FORWARDED_FOR,
        FORWARDED
    }

    /** What holds while Redis does not say how many streams a caller has elsewhere. */
    enum WithoutRedis {
        /** The limit, but on this replica's streams alone. */
        LOCAL,
        /** New streams are asked to come back. */
        REFUSE
    }

    /**
     * Streams that one caller may have in the whole cluster; 0 is no limit. Past it EventSource is asked to come back, and
     * others get 429. A caller is the authenticated subject, without one the address: an IPv4 address, or an IPv6 network of
     * 64 bits.
     */
    @WithDefault("1000")
    int perCaller();

    /** Streams of one execution that this replica may have; 0 is as many as the replica may. Past it clients are asked to come back. */
    @WithDefault("0")
    int perExecution();

    /** Middle of the pause that a caller over its limit is told to make; each gets its own, half to half as much again. */
    @WithDefault("15s")
    Duration retry();

    /**
     * Addresses (CIDR) of the proxies that may name the client they speak for. From any other address the header is not looked
     * at. With PROXY protocol (`quarkus.http.proxy.use-proxy-protocol`) this stays empty.
     */
    Optional<List<String>> trustedProxies();

    /**
     * The one header in which the trusted proxies name the client, by adding to its end: `x-forwarded-for` or `forwarded`
     * (RFC 7239). The other is not looked at, since a client could have sent it.
     */
    @WithDefault("x-forwarded-for")
    ProxyHeader proxyHeader();

    /**
     * Addresses (CIDR) without a limit, since they stand for many: a proxy that nobody has named as trusted, or a test on the
     * same machine. Subjects are limited wherever they come from. In a network of private addresses name the proxies, and set
     * this to `127.0.0.0/8`.
     */
    @WithDefault("127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,fc00::/7")
    List<String> exempt();

    /**
     * How long the streams of a replica that died count for their callers. It tells Redis of those that it has three times
     * as often. 3s or more.
     */
    @WithDefault("15s")
    Duration lease();

    /**
     * What holds while Redis is away: `local` (each replica limits its own streams) or `refuse` (new streams of limited callers
     * are asked to come back). Open streams stay either way.
     */
    @WithDefault("local")
    WithoutRedis withoutRedis();
}
