package io.flowcast.executor.node.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** The IPv4 address to which an IPv6 address leads where a translator or a tunnel stands on the way. */
final class EmbeddedAddress {

    private static final AddressRange COMPATIBLE = AddressRange.parse("::/96");
    private static final AddressRange NAT64 = AddressRange.parse("64:ff9b::/96");
    private static final AddressRange LOCAL_NAT64 = AddressRange.parse("64:ff9b:1::/48");
    private static final AddressRange SIX_TO_FOUR = AddressRange.parse("2002::/16");
    private static final AddressRange TEREDO = AddressRange.parse("2001::/32");

    private EmbeddedAddress() {}

    /** The address itself where none is in it. */
    static InetAddress of(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (COMPATIBLE.contains(address) || NAT64.contains(address) || LOCAL_NAT64.contains(address)) {
            return inet4(Arrays.copyOfRange(bytes, 12, 16));
        }
        if (SIX_TO_FOUR.contains(address)) {
            return inet4(Arrays.copyOfRange(bytes, 2, 6));
        }
        if (TEREDO.contains(address)) {
            byte[] hidden = Arrays.copyOfRange(bytes, 12, 16);
            for (int i = 0; i < hidden.length; i++) {
                hidden[i] ^= (byte) 0xff;
            }
            return inet4(hidden);
        }
        return address;
    }

    private static InetAddress inet4(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
