package io.flowcast.gateway.limit;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The client for whom a proxy speaks. Each proxy adds to the end of its header whom it heard, and a client may send whatever it
 * likes at its beginning: so it is read from the end, and only as far as the one who wrote is trusted (RFC 7239, section 8.1).
 */
final class Forwarding {
    private final Networks trusted;

    Forwarding(Networks trusted) {
        this.trusted = trusted;
    }

    /**
     * The nearest address that is no trusted proxy's.
     *
     * @param peer who is at the other end of the connection
     * @param hops as the header has them, the client's own first
     */
    InetAddress client(InetAddress peer, List<String> hops) {
        InetAddress client = peer;
        for (int i = hops.size() - 1; i >= 0 && trusted.contain(client); i--) {
            InetAddress before = address(hops.get(i));
            if (before == null) {
                return client; // hidden by its proxy: that is all there is to know
            }
            client = before;
        }
        return client;
    }

    boolean trusts(InetAddress peer) {
        return trusted.contain(peer);
    }

    /** The hops of {@code X-Forwarded-For}, over all lines of it. */
    static List<String> xForwardedFor(List<String> lines) {
        List<String> hops = new ArrayList<>();
        for (String line : lines) {
            for (String hop : line.split(",", -1)) {
                hops.add(hop.strip());
            }
        }
        return hops;
    }

    /** The hops of {@code Forwarded}; one that does not say for whom counts as hidden. */
    static List<String> forwarded(List<String> lines) {
        List<String> hops = new ArrayList<>();
        for (String line : lines) {
            for (String element : line.split(",", -1)) {
                String hop = "";
                for (String pair : element.split(";", -1)) {
                    String named = pair.strip();
                    if (named.toLowerCase(Locale.ROOT).startsWith("for=")) {
                        hop = named.substring(4).replace("\"", "");
                    }
                }
                hops.add(hop);
            }
        }
        return hops;
    }

    /** An address, maybe with a port: {@code 192.0.2.1}, {@code 192.0.2.1:80}, {@code 2001:db8::1}, {@code [2001:db8::1]:80}. */
    private static @Nullable InetAddress address(String hop) {
        int end = hop.indexOf(']');
        if (hop.startsWith("[") && end > 0) {
            return Networks.address(hop.substring(1, end));
        }
        int colon = hop.indexOf(':');
        boolean port = colon >= 0 && colon == hop.lastIndexOf(':');
        return Networks.address(port ? hop.substring(0, colon) : hop);
    }
}
