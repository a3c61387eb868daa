package io.flowcast.executor.node.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Outgoing HTTP of the nodes of type {@code http}. */
@ConfigMapping(prefix = "flowcast.http")
public interface HttpConfig {

    /**
     * Address ranges (CIDR) that workflows may reach although they are not public: loopback, private, link-local (where
     * clouds keep their metadata) and other special ones are refused otherwise.
     */
    Optional<List<String>> allow();

    /** How long a connection may take to be made. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** How long the other side may stay silent, where the node has no shorter timeout. */
    @WithDefault("60s")
    Duration responseTimeout();

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
