package io.flowcast.stack.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Ports for children that must come back on the same port. They lie below the range from which the kernel
 * serves outgoing connections: otherwise, while a child is down, some connection could take its port.
 */
public final class FreePorts {
    private static final Path EPHEMERAL_RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int DEFAULT_EPHEMERAL_START = 32_768;
    private static final int ATTEMPTS = 1_000;

    /** Handed out by this JVM before; never twice. */
    private static final Set<Integer> TAKEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    public static int next() {
        int end = Math.clamp(ephemeralStart(), 4_000, DEFAULT_EPHEMERAL_START);
        RandomGenerator random = RandomGenerator.getDefault();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = random.nextInt(end / 2, end);
            if (isFree(port) && TAKEN.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port found between " + end / 2 + " and " + end);
    }

    /** Keeps {@link #next()} from handing out a port that somebody here will want. */
    public static void reserve(int port) {
        TAKEN.add(port);
    }

    /** Whether a server could listen there now, on the loopback address and on all addresses. */
    public static boolean isFree(int port) {
        return canBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                && canBind(new InetSocketAddress(port));
    }

    private static boolean canBind(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int ephemeralStart() {
        // Line by line: Files.readString trusts the size, and files below /proc have none.
        try (BufferedReader range = Files.newBufferedReader(EPHEMERAL_RANGE)) {
            String line = String.valueOf(range.readLine()).strip();
            return Integer.parseInt(line.split("\\s+", 2)[0]);
        } catch (IOException | NumberFormatException e) {
            return DEFAULT_EPHEMERAL_START;
        }
    }
}
