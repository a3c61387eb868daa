package io.flowcast.k8s;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A range of addresses.
 *
 * @param first its first address
 * @param width 32 or 128
 * @param bits how many of them all its addresses begin with
 */
record Cidr(BigInteger first, int width, int bits) {

    static Cidr of(String text) {
        int slash = text.indexOf('/');
        byte[] address = bytes(text.substring(0, slash));
        return new Cidr(new BigInteger(1, address), address.length * 8, Integer.parseInt(text.substring(slash + 1)));
    }

    boolean contains(String address) {
        byte[] bytes = bytes(address);
        int rest = width - bits;
        return bytes.length * 8 == width
                && new BigInteger(1, bytes).shiftRight(rest).equals(first.shiftRight(rest));
    }

    private static byte[] bytes(String address) {
        if (!address.matches("[0-9a-fA-F.:]+")) {
            throw new IllegalArgumentException(address + " is no address");
        }
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address + " is no address", e);
        }
    }
}
