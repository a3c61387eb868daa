package io.flowcast.stack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a process and its Redis have used up since they started.
 *
 * @param nanos of this machine's monotonic clock
 * @param process CPU time of what is measured
 * @param redis CPU time of Redis
 * @param calls of each Redis command, those within scripts included
 */
record Usage(long nanos, Duration process, Duration redis, Map<String, Long> calls) {

    static Usage of(long pid, long redisPid, RedisLink redis) throws IOException {
        Map<String, Long> calls = new TreeMap<>();
        for (String line : redis.ask("INFO", "commandstats").toString().lines().toList()) {
            if (line.startsWith("cmdstat_")) {
                String name = line.substring("cmdstat_".length(), line.indexOf(':'));
                int from = line.indexOf("calls=") + "calls=".length();
                calls.put(name, Long.parseLong(line.substring(from, line.indexOf(',', from))));
            }
        }
        return new Usage(System.nanoTime(), cpu(pid), cpu(redisPid), calls);
    }

    /** How many Redis commands ran, without the driver's own questions. */
    long commands() {
        return calls.entrySet().stream()
                .filter(call -> !DriverCommands.NAMES.contains(call.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    long calls(String command) {
        return calls.getOrDefault(command, 0L);
    }

    double seconds(Usage until) {
        return (until.nanos - nanos) / 1e9;
    }

    /** Resident memory in MiB; empty where the system does not say. */
    static OptionalLong residentMiB(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private static Duration cpu(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    /** What only the driver sends. */
    private static final class DriverCommands {
        private static final java.util.Set<String> NAMES =
                java.util.Set.of("info", "zcard", "psubscribe", "config|set");
    }
}
