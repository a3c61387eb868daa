package io.flowcast.stack.redis.scripts;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Asks for scripts with something wrong: too few keys or arguments, or too many, others, in another order, no numbers where numbers
 * belong, keys of another type. A script has to refuse it and write nothing, or to do something of which it gives a result; and it has to
 * come to an end. One thread.
 */
public final class WrongCalls implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<String> HOSTILE = List.of(
            "",
            " ",
            "0",
            "-1",
            "-0",
            "1",
            "2",
            "1.5",
            " 1",
            "1 ",
            "1e3",
            "1e308",
            "1e999",
            "0x10",
            "nan",
            "-nan",
            "inf",
            "-inf",
            "abc",
            "null",
            "true",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "99999999999999999999999",
            "-9223372036854775808",
            "\u00d9\u00a3",
            "\0",
            "a\0b",
            "\n",
            "a b",
            "{",
            "}",
            "{0}",
            "[]",
            "{}",
            "{\"a\":",
            "%d",
            "%s%n",
            "*",
            "+inf",
            "(1",
            "1-1",
            "0-0",
            "1-",
            "-",
            "1-1-1",
            "99999999999999999999-1",
            "1-99999999999999999999",
            "running",
            "completed",
            "keep",
            "back",
            "end",
            "open",
            "save",
            "drop",
            "x".repeat(100_000),
            "9".repeat(400),
            "flow:{0}:due",
            "exec:a");
    private static final List<List<String>> TYPES = List.of(
            List.of("SET", "text"),
            List.of("RPUSH", "item"),
            List.of("SADD", "member"),
            List.of("ZADD", "1", "member"),
            List.of("HSET", "field", "value"),
            List.of("XADD", "*", "field", "value"));
    private static final String DUMPS =
            KeyDigests.SCRIPT.replace("redis.sha1hex(content(key))", "redis.call('DUMP', key)");
    private static final String RESTORE = """
            redis.call('FLUSHALL')
            for i = 1, #ARGV, 2 do
              redis.call('RESTORE', ARGV[i], 0, ARGV[i + 1])
            end
            """;

    private final PlainRedis redis;
    private final RandomGenerator random;
    private final List<String> faults = new ArrayList<>();
    private final Map<String, int[]> outcomes = new TreeMap<>();

    /** On a Redis of which nothing is to be kept. */
    public WrongCalls(int port, RandomGenerator random) throws IOException {
        this.redis = new PlainRedis(port, PATIENCE);
        this.random = random;
    }

    /** Has Redis do something beforehand. */
    public void prepare(String... words) throws IOException {
        if (redis.call(words) instanceof PlainRedis.Refusal(String said)) {
            throw new IOException(said);
        }
    }

    /** All that is stored now: keys, and what each holds, in turn. */
    public List<String> stored() throws IOException {
        return texts(redis.call("EVAL", DUMPS, "0"));
    }

    /** Tries so many variations of each call. */
    public void tryAll(List<ScriptCall> calls, int variations) throws IOException {
        for (ScriptCall call : calls) {
            for (int i = 0; i < variations; i++) {
                restore(call.beginning());
                String other = random.nextInt(4) == 0 ? retyped(call) : "";
                tryOne(other.isEmpty() || random.nextBoolean() ? worse(call) : call, other);
            }
        }
    }

    /** What should not be. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** By script: how often it refused, and how often it gave a result. */
    public String outcomes() {
        StringBuilder text = new StringBuilder();
        outcomes.forEach((name, counts) ->
                text.append("%n  %-24s refused %d, answered %d".formatted(name, counts[0], counts[1])));
        return text.toString();
    }

    private void tryOne(ScriptCall call, String retyped) throws IOException {
        Map<String, String> before = digests();
        List<String> words = new ArrayList<>(
                List.of("EVAL", call.source(), Integer.toString(call.keys().size())));
        words.addAll(call.keys());
        words.addAll(call.arguments());
        Object reply;
        try {
            reply = redis.call(words);
        } catch (SocketTimeoutException endless) {
            throw new IOException("it does not end: " + call, endless);
        }
        boolean refused = reply instanceof PlainRedis.Refusal;
        outcomes.computeIfAbsent(call.name(), none -> new int[2])[refused ? 0 : 1]++;
        if (reply instanceof PlainRedis.Refusal(String said)) {
            Map<String, String> after = digests();
            if (!after.equals(before)) {
                faults.add("refused (" + said + "), and yet changed " + changed(before, after)
                        + (retyped.isEmpty() ? "" : ", " + retyped) + ": " + call);
            }
        }
    }

    private ScriptCall worse(ScriptCall call) {
        List<String> keys = new ArrayList<>(call.keys());
        List<String> arguments = new ArrayList<>(call.arguments());
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            worsen(random.nextInt(5) == 0 ? keys : arguments, call);
        }
        return new ScriptCall(call.name(), call.source(), keys, arguments, call.beginning());
    }

    private void worsen(List<String> words, ScriptCall call) {
        if (words.isEmpty()) {
            words.add(any(HOSTILE));
            return;
        }
        int at = random.nextInt(words.size());
        switch (random.nextInt(9)) {
            case 0 -> words.remove(at);
            case 1 -> words.add(at, any(HOSTILE));
            case 2 -> words.subList(at, words.size()).clear();
            case 3 -> words.addAll(Collections.nCopies(1 + random.nextInt(5), any(HOSTILE)));
            case 4 -> Collections.swap(words, at, random.nextInt(words.size()));
            case 5 -> words.set(at, anyKey(call));
            default -> words.set(at, any(HOSTILE));
        }
    }

    /** Makes one of the keys that the call names another; says which. */
    private String retyped(ScriptCall call) throws IOException {
        if (call.keys().isEmpty()) {
            return "";
        }
        String key = any(call.keys());
        List<String> type = any(TYPES);
        redis.call("DEL", key);
        List<String> words = new ArrayList<>(type);
        words.add(1, key);
        redis.call(words);
        return key + " being made by " + type.getFirst();
    }

    private void restore(List<String> beginning) throws IOException {
        List<String> words = new ArrayList<>(List.of("EVAL", RESTORE, "0"));
        words.addAll(beginning);
        if (redis.call(words) instanceof PlainRedis.Refusal(String said)) {
            throw new IOException(said);
        }
    }

    private Map<String, String> digests() throws IOException {
        List<String> flat = texts(redis.call("EVAL", KeyDigests.SCRIPT, "0"));
        Map<String, String> digests = new TreeMap<>();
        for (int i = 0; i < flat.size(); i += 2) {
            digests.put(flat.get(i), flat.get(i + 1));
        }
        return digests;
    }

    /** That there is, or that it names. */
    private String anyKey(ScriptCall call) {
        List<String> stored = call.beginning();
        int one = random.nextInt(stored.size() / 2 + call.keys().size() + 1);
        return one < stored.size() / 2
                ? stored.get(2 * one)
                : one - stored.size() / 2 < call.keys().size()
                        ? call.keys().get(one - stored.size() / 2)
                        : "flow:{0}:none";
    }

    private static List<String> changed(Map<String, String> before, Map<String, String> after) {
        Map<String, String> all = new TreeMap<>(before);
        all.putAll(after);
        return all.keySet().stream()
                .filter(key -> !before.getOrDefault(key, "").equals(after.getOrDefault(key, "")))
                .toList();
    }

    private static List<String> texts(Object reply) throws IOException {
        if (!(reply instanceof List<?> list)) {
            throw new IOException("Redis answered " + reply);
        }
        return list.stream().map(String::valueOf).toList();
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    @Override
    public void close() throws IOException {
        redis.close();
    }
}
