package io.flowcast.executor.node.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A range of IP addresses in CIDR notation (RFC 4632, RFC 4291).
 *
 * @param bits how many leading bits of an address are those of the range
 */
record AddressRange(InetAddress base, int bits) {

    /** @throws IllegalArgumentException where the text is no range: the message says what is expected */
    static AddressRange parse(String cidr) {
        int slash = cidr.indexOf('/');
        String address = slash < 0 ? cidr : cidr.substring(0, slash);
        if (!address.matches("[0-9a-fA-F.:]+")) {
            throw expected(cidr);
        }
        try {
            InetAddress base = InetAddress.getByName(address);
            int longest = base.getAddress().length * 8;
            int bits = slash < 0 ? longest : Integer.parseInt(cidr.substring(slash + 1));
            if (bits < 0 || bits > longest) {
                throw expected(cidr);
            }
            return new AddressRange(base, bits);
        } catch (UnknownHostException | NumberFormatException e) {
            throw expected(cidr);
        }
    }

    boolean contains(InetAddress address) {
        byte[] mine = base.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        int whole = bits / 8;
        if (!Arrays.equals(mine, 0, whole, other, 0, whole)) {
            return false;
        }
        int rest = bits % 8;
        int mask = (0xff << (8 - rest)) & 0xff;
        return rest == 0 || (mine[whole] & mask) == (other[whole] & mask);
    }

    private static IllegalArgumentException expected(String cidr) {
        return new IllegalArgumentException(
                "\"" + cidr + "\" is no address range; expected such as 10.1.0.0/16, 127.0.0.1 or fd00::/8");
    }
}
