package io.flowcast.systemtests.upgrade;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.flowcast.systemtests.harness.RedisCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that an earlier version left in Redis, as a file.
 *
 * @param executions by what they are for
 * @param keys by name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record EarlierState(String version, Map<String, String> executions, Map<String, Key> keys) {
    /** Stands for the address of the backend that workflows call. */
    private static final String BACKEND = "@BACKEND@";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * A key's value: what its type's command that writes takes after the name, one call of it an item.
     *
     * @param ttl in milliseconds, where it has one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Key(
            String type, List<List<String>> value, @Nullable Long ttl) {}

    static EarlierState read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), EarlierState.class);
    }

    /** What lies in Redis now, with the addresses of backends taken out. */
    static EarlierState of(RedisCommands redis, String version, Map<String, String> executions, List<String> backends)
            throws IOException {
        Map<String, Key> keys = new TreeMap<>();
        for (String name : texts(redis.call("KEYS", "*"))) {
            long ttl = (Long) redis.call("PTTL", name);
            String type = (String) redis.call("TYPE", name);
            List<List<String>> value = new ArrayList<>();
            for (List<String> item : value(redis, type, name)) {
                value.add(item.stream().map(text -> replaced(text, backends)).toList());
            }
            keys.put(name, new Key(type, value, ttl < 0 ? null : ttl));
        }
        return new EarlierState(version, new TreeMap<>(executions), keys);
    }

    void write(Path file) throws IOException {
        JSON.writeValue(file.toFile(), this);
    }

    /** Into a Redis that is empty. */
    void load(RedisCommands redis, String backend) throws IOException {
        for (Map.Entry<String, Key> entry : keys.entrySet()) {
            Key key = entry.getValue();
            for (List<String> item : key.value()) {
                List<String> command = new ArrayList<>(List.of(writes(key.type()), entry.getKey()));
                item.forEach(text -> command.add(text.replace(BACKEND, backend)));
                redis.call(command.toArray(String[]::new));
            }
            if (key.ttl() != null) {
                redis.call("PEXPIRE", entry.getKey(), key.ttl().toString());
            }
        }
    }

    private static List<List<String>> value(RedisCommands redis, String type, String name) throws IOException {
        return switch (type) {
            case "string" -> List.of(List.of((String) redis.call("GET", name)));
            case "hash" -> pairs(texts(redis.call("HGETALL", name)));
            case "set" ->
                texts(redis.call("SMEMBERS", name)).stream().map(List::of).toList();
            case "zset" ->
                pairs(texts(redis.call("ZRANGE", name, "0", "-1", "WITHSCORES"))).stream()
                        .map(List::reversed)
                        .toList();
            case "stream" -> entries((List<?>) redis.call("XRANGE", name, "-", "+"));
            default -> throw new IOException(name + " is a " + type);
        };
    }

    private static String writes(String type) throws IOException {
        return switch (type) {
            case "string" -> "SET";
            case "hash" -> "HSET";
            case "set" -> "SADD";
            case "zset" -> "ZADD";
            case "stream" -> "XADD";
            default -> throw new IOException("no command writes a " + type);
        };
    }

    private static List<List<String>> pairs(List<String> flat) {
        List<List<String>> pairs = new ArrayList<>();
        for (int i = 0; i < flat.size(); i += 2) {
            pairs.add(flat.subList(i, i + 2));
        }
        return pairs;
    }

    private static List<List<String>> entries(List<?> stream) {
        List<List<String>> entries = new ArrayList<>();
        for (Object entry : stream) {
            List<String> item = new ArrayList<>(List.of((String) ((List<?>) entry).getFirst()));
            item.addAll(texts(((List<?>) entry).get(1)));
            entries.add(item);
        }
        return entries;
    }

    private static List<String> texts(Object reply) {
        return ((List<?>) reply).stream().map(String.class::cast).toList();
    }

    private static String replaced(String text, List<String> backends) {
        String replaced = text;
        for (String backend : backends) {
            replaced = replaced.replace(backend, BACKEND);
        }
        return replaced;
    }
}
