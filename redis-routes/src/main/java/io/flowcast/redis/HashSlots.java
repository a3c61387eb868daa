package io.flowcast.redis;

import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which primary has which slots.
 *
 * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/">Redis Cluster specification</a>
 */
final class HashSlots {
    private static final int SLOTS = 16_384;
    private static final int POLYNOMIAL = 0x1021;

    private record Range(int last, String address) {}

    /** By the first slot of each. */
    private final NavigableMap<Integer, Range> ranges = new TreeMap<>();

    /**
     * Reads an answer to CLUSTER SLOTS.
     *
     * @param asked the host that gave it: a server may not know its own name, and then leaves it out
     */
    static HashSlots of(Response answer, String asked) {
        HashSlots slots = new HashSlots();
        for (Response range : answer) {
            Response primary = range.get(2);
            Response host = primary.get(0);
            String name =
                    host == null || host.toString().isEmpty() || host.toString().equals("?") ? asked : host.toString();
            String address = (name.contains(":") ? "[" + name + "]" : name) + ":" + primary.get(1);
            slots.ranges.put(range.get(0).toInteger(), new Range(range.get(1).toInteger(), address));
        }
        return slots;
    }

    /** {@code host:port} of the primary that has this key; null where none is known to. */
    @Nullable
    String addressOf(byte[] key) {
        int slot = slot(key);
        Map.Entry<Integer, Range> range = ranges.floorEntry(slot);
        return range == null || range.getValue().last() < slot
                ? null
                : range.getValue().address();
    }

    /** Of all primaries, each once. */
    List<String> addresses() {
        return ranges.values().stream().map(Range::address).distinct().toList();
    }

    /** Whether each slot has the same primary there. */
    boolean sameAs(HashSlots others) {
        return ranges.equals(others.ranges);
    }

    static int slot(String key) {
        return slot(key.getBytes(StandardCharsets.UTF_8));
    }

    /** CRC-16/XMODEM of what stands between the first brace and the next closing one, where that is not empty; else of all. */
    private static int slot(byte[] key) {
        int from = indexOf(key, '{', 0) + 1;
        int to = from == 0 ? -1 : indexOf(key, '}', from);
        if (to <= from) {
            from = 0;
            to = key.length;
        }
        int crc = 0;
        for (int i = from; i < to; i++) {
            crc ^= (key[i] & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
            }
        }
        return (crc & 0xffff) % SLOTS;
    }

    private static int indexOf(byte[] text, char wanted, int from) {
        for (int i = from; i < text.length; i++) {
            if (text[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
