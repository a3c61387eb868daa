package io.flowcast.executor.node.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Outgoing HTTP of the nodes of type {@code http} and {@code emit}. No proxy is used, whatever the system's settings say. */
@ConfigMapping(prefix = "flowcast.http")
public interface HttpConfig {

    /**
     * Address ranges (CIDR) that workflows may reach although they are not public: loopback, private and other special ones
     * are refused otherwise. Link-local addresses and those where clouds keep their metadata must be named by a range no
     * wider than theirs, such as 169.254.0.0/16: to allow 0.0.0.0/0 does not open them.
     */
    Optional<List<String>> allow();

    /** PEM files with certificates that servers may have besides those the JVM trusts, such as that of a company's own CA. */
    Optional<List<Path>> trustedCertificates();

    /** How long a connection may take to be made. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** How long the other side may stay silent, where the node has no shorter timeout. */
    @WithDefault("60s")
    Duration responseTimeout();

    /** How long a call may take in all, redirects and the last byte included; past it the node fails as timeout. */
    @WithDefault("5m")
    Duration maxDuration();

    /** Largest body that is read; a longer one fails the node. */
    @WithDefault("256K")
    MemorySize maxBody();

    /** Redirects that one call follows; each goes through the same guard. */
    @WithDefault("5")
    int maxRedirects();

    /** Connections that this process keeps at once; at the limit calls wait. */
    @WithDefault("1000")
    int maxConnections();
}
