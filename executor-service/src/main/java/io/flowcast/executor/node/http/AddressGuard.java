package io.flowcast.executor.node.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves the hosts that workflows call, and lets through only public addresses and those that are allowed. It stands
 * where the connection is made, so that neither a redirect nor a name that changes its address gets round it. Ranges of
 * RFC 6890. Thread-safe.
 */
final class AddressGuard implements DnsResolver {

    private static final List<AddressRange> SPECIAL = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "::/96",
                    "64:ff9b::/96",
                    "64:ff9b:1::/48",
                    "2002::/16",
                    "fc00::/7",
                    "fe80::/10",
                    "fec0::/10",
                    "ff00::/8")
            .map(AddressRange::parse)
            .toList();

    private final List<AddressRange> allowed;

    AddressGuard(List<AddressRange> allowed) {
        this.allowed = allowed;
    }

    boolean permits(InetAddress address) {
        return allowed.stream().anyMatch(range -> range.contains(address))
                || SPECIAL.stream().noneMatch(range -> range.contains(address));
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] all = InetAddress.getAllByName(host);
        InetAddress[] permitted = Stream.of(all).filter(this::permits).toArray(InetAddress[]::new);
        if (permitted.length == 0) {
            throw new ForbiddenAddress(host);
        }
        return permitted;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return InetAddress.getByName(host).getCanonicalHostName();
    }

    /** A host has no address that workflows may reach. */
    static final class ForbiddenAddress extends UnknownHostException {
        private static final long serialVersionUID = 1;

        ForbiddenAddress(String host) {
            super(host + " has no address that workflows may reach: flowcast.http.allow names the exceptions");
        }
    }
}
