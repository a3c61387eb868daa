package io.flowcast.executor.node.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves the hosts that workflows call, and lets through only public addresses and those that are allowed. It stands
 * where the connection is made: what it gives is what is connected to, so that neither a redirect, nor a name that changes
 * its address, nor an address in an odd notation gets round it. Ranges of the IANA special-purpose address registries (RFC
 * 6890). Thread-safe.
 */
final class AddressGuard implements DnsResolver {

    /** Open only where they are named themselves: link-local, and where clouds keep credentials for whoever asks. */
    private static final List<AddressRange> METADATA = ranges(
            "169.254.0.0/16", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32", "fe80::/10", "fd00:ec2::/32");

    private static final List<AddressRange> SPECIAL = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            // All that is no global unicast, NAT64, IPv4-mapped and unique local addresses among it.
            "::/3",
            "4000::/2",
            "8000::/1",
            // Within it, what is for protocols (Teredo), documentation, and what holds an IPv4 address (6to4).
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20");

    /** How names become addresses: the system's resolver, but for tests. */
    interface Lookup {
        InetAddress[] all(String host) throws UnknownHostException;
    }

    private final List<AddressRange> allowed;
    private final Lookup lookup;

    AddressGuard(List<AddressRange> allowed) {
        this(allowed, InetAddress::getAllByName);
    }

    AddressGuard(List<AddressRange> allowed, Lookup lookup) {
        this.allowed = allowed;
        this.lookup = lookup;
    }

    boolean permits(InetAddress address) {
        InetAddress within = EmbeddedAddress.of(address);
        if (!within.equals(address) && !permitsMetadata(within)) {
            return false;
        }
        return permitsMetadata(address)
                && (allowed.stream().anyMatch(range -> range.contains(address))
                        || SPECIAL.stream().noneMatch(range -> range.contains(address)));
    }

    /** Whether it is none of those, or named itself. */
    private boolean permitsMetadata(InetAddress address) {
        for (AddressRange metadata : METADATA) {
            if (metadata.contains(address)) {
                return allowed.stream().anyMatch(range -> range.bits() >= metadata.bits() && range.contains(address));
            }
        }
        return true;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] permitted =
                Stream.of(lookup.all(host)).filter(this::permits).toArray(InetAddress[]::new);
        if (permitted.length == 0) {
            throw new ForbiddenAddress(host);
        }
        return permitted;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    private static List<AddressRange> ranges(String... ranges) {
        return Stream.of(ranges).map(AddressRange::parse).toList();
    }

    /** A host has no address that workflows may reach. */
    static final class ForbiddenAddress extends UnknownHostException {
        private static final long serialVersionUID = 1;

        ForbiddenAddress(String host) {
            super(host + " has no address that workflows may reach: flowcast.http.allow names the exceptions");
        }
    }
}
