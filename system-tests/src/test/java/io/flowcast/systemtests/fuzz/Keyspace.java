package io.flowcast.systemtests.fuzz;

import static org.awaitility.Awaitility.await;

import io.flowcast.stack.redis.scripts.KeyDigests;
import io.flowcast.systemtests.harness.RedisCommands;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What Redis holds, as a digest of each key; but for what processes note of themselves, and what ends by itself. */
final class Keyspace {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** An execution that is under way writes more often. */
    private static final Duration QUIET = Duration.ofMillis(300);

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Pattern PASSING = Pattern.compile(
            "flow:\\{\\d+}:(?:beat|grace|forgetting|claim:.*|probe:.*|streams:.*|ticket:.*|rights:.*)|flow:session:.*");

    private final RedisCommands redis;
    private Map<String, String> last = Map.of();
    /** When the last was seen first; 0 where nobody waits. */
    private long since;

    Keyspace(RedisCommands redis) {
        this.redis = redis;
    }

    Map<String, String> digests() throws IOException {
        Map<String, String> digests = new TreeMap<>();
        List<?> flat = (List<?>) redis.call("EVAL", KeyDigests.SCRIPT, "0");
        for (int i = 0; i < flat.size(); i += 2) {
            String key = String.valueOf(flat.get(i));
            if (!PASSING.matcher(key).matches()) {
                digests.put(key, String.valueOf(flat.get(i + 1)));
            }
        }
        return digests;
    }

    /** What it is once it has not changed for a while. */
    Map<String, String> settled() {
        await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(POLL).until(this::isSettled);
        return last;
    }

    private boolean isSettled() throws IOException {
        Map<String, String> now = digests();
        if (!now.equals(last) || since == 0) {
            last = now;
            since = System.nanoTime();
        }
        boolean settled = System.nanoTime() - since >= QUIET.toNanos();
        if (settled) {
            since = 0;
        }
        return settled;
    }

    /** The keys that were written meanwhile. */
    static List<String> changed(Map<String, String> before, Map<String, String> after) {
        Map<String, String> all = new TreeMap<>(before);
        all.putAll(after);
        return all.keySet().stream()
                .filter(key -> !before.getOrDefault(key, "").equals(after.getOrDefault(key, "")))
                .toList();
    }
}
