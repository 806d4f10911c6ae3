package org.platformnetwork.termexecutor.deploy;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** A range of IPv4 addresses; its lower bits must be 0, as the cluster's API demands. */
record Cidr(int address, int bits) {

    Cidr {
        if (bits < 0 || bits > Integer.SIZE || (address & ~mask(bits)) != 0) {
            throw new IllegalArgumentException("no range of addresses");
        }
    }

    static Cidr parse(String text) {
        var parts = text.split("/", -1);
        return new Cidr(number(parts[0]), Integer.parseInt(parts[1]));
    }

    boolean contains(String host) {
        return (number(host) & mask(bits)) == address;
    }

    private static int mask(int bits) {
        return bits == 0 ? 0 : -1 << (Integer.SIZE - bits);
    }

    private static int number(String literal) {
        try {
            return ByteBuffer.wrap(InetAddress.ofLiteral(literal).getAddress()).getInt();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("no address: " + literal, e);
        }
    }
}
