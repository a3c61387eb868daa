package io.flowcast.executor.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.random.RandomGenerator;

/**
 * Names one start of one executor process, as it stands in the executions that it holds and in their events: {@code
 * <host>-<pid>-<random>}. A process that starts again is another one, and takes over from its former self like anybody.
 */
public record ExecutorName(String value) {

    public ExecutorName {
        if (value.isBlank()) {
            throw new IllegalArgumentException("an executor without a name");
        }
    }

    static ExecutorName ofThisProcess(RandomGenerator random) {
        return new ExecutorName(
                "%s-%d-%06x".formatted(host(), ProcessHandle.current().pid(), random.nextInt(1 << 24)));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
