package io.flowcast.gateway.limit;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ranges of addresses. */
final class Networks {
    private final List<IpSubnetFilterRule> ranges;

    private Networks(List<IpSubnetFilterRule> ranges) {
        this.ranges = ranges;
    }

    /**
     * These ranges, each as {@code 10.0.0.0/8} or as one address.
     *
     * @param setting whence they come, for the message
     */
    static Networks of(String setting, List<String> ranges) {
        return new Networks(
                ranges.stream().map(range -> rule(setting, range.strip())).toList());
    }

    boolean contain(InetAddress address) {
        InetSocketAddress place = new InetSocketAddress(address, 0);
        for (int i = 0; i < ranges.size(); i++) {
            if (ranges.get(i).matches(place)) {
                return true;
            }
        }
        return false;
    }

    /** The address that is written here, without asking any name service; null where it is none. */
    static @Nullable InetAddress address(String literal) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static IpSubnetFilterRule rule(String setting, String range) {
        int slash = range.indexOf('/');
        String literal = slash < 0 ? range : range.substring(0, slash);
        InetAddress address = address(literal);
        if (address != null) {
            try {
                int bits = slash < 0 ? address.getAddress().length * 8 : Integer.parseInt(range.substring(slash + 1));
                return new IpSubnetFilterRule(literal, bits, IpFilterRuleType.ACCEPT);
            } catch (IllegalArgumentException wrongBits) {
                throw wrong(setting, range, wrongBits);
            }
        }
        throw wrong(setting, range, null);
    }

    private static IllegalArgumentException wrong(
            String setting, String range, @Nullable IllegalArgumentException cause) {
        return new IllegalArgumentException(
                setting + ": \"" + range + "\" is no range of addresses; one looks like 10.0.0.0/8", cause);
    }
}
