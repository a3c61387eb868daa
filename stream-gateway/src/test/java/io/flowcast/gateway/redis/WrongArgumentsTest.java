package io.flowcast.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.redis.scripts.ScriptCall;
import io.flowcast.stack.redis.scripts.WrongCalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a script is asked, it refuses it and writes nothing, or gives a result. {@code -Dflowcast.fuzz.calls} says how many
 * variations of each call there are, {@code -Dflowcast.fuzz.seed} which.
 */
class WrongArgumentsTest {
    private static final int VARIATIONS = 100;
    private static final long KNOWN_SEED = 20_261_123;

    static List<Long> seeds() {
        return List.of(
                KNOWN_SEED,
                Long.getLong("flowcast.fuzz.seed", ThreadLocalRandom.current().nextLong(1, Integer.MAX_VALUE)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void areRefusedOrAnsweredAndNeverHalfDone(long seed) throws Exception {
        try (RedisServer server = RedisServer.start();
                WrongCalls wrong = new WrongCalls(
                        server.port(),
                        RandomGeneratorFactory.of("L64X128MixRandom").create(seed))) {
            prepare(wrong);

            wrong.tryAll(calls(wrong.stored()), Integer.getInteger("flowcast.fuzz.calls", VARIATIONS));

            System.out.printf("Wrong arguments with seed %d:%s%n", seed, wrong.outcomes());
            assertThat(wrong.faults())
                    .as("faults; to repeat them: -Dflowcast.fuzz.seed=%d", seed)
                    .isEmpty();
        }
    }

    private static void prepare(WrongCalls redis) throws IOException {
        redis.prepare("HSET", "flow:{0}:exec:a", "status", "running", "lastId", "3-9", "node:a", "{}", "output:a", "1");
        for (int seq = 1; seq <= 3; seq++) {
            redis.prepare("XADD", "flow:{0}:log:a", seq + "-9", "events", "node.started {}");
            redis.prepare("ZADD", "flow:{0}:index", Integer.toString(seq / 2), "e" + seq);
        }
        redis.prepare("HSET", "flow:{0}:streams:a", "one", "2 99999999999999", "two", "1 5", "three", "nonsense");
        redis.prepare("HSET", "flow:{0}:streams:b", "two", "7 99999999999999");
        redis.prepare("SET", "flow:{0}:probe:a", "1");
    }

    private static List<ScriptCall> calls(List<String> stored) {
        List<String> execution = List.of("flow:{0}:exec:a", "flow:{0}:log:a");
        List<String> streams = List.of("flow:{0}:streams:a", "flow:{0}:streams:b");
        List<String> index = List.of("flow:{0}:index");
        return List.of(
                call("log/page.lua", execution, List.of("", "10", "100000"), stored),
                call("log/page.lua", execution, List.of("2-9", "2", "1"), stored),
                call("log/summary.lua", List.of("flow:{0}:exec:a", "flow:{0}:exec:b"), List.of(), stored),
                call(
                        "bus/probe.lua",
                        List.of("flow:{0}:probe:a"),
                        List.of("alive", "flow:{0}:exec:none", "flow:{0}:log:none"),
                        stored),
                call("read/counts.lua", List.of("flow:{0}:index", "flow:{0}:index:running"), List.of(), stored),
                call("read/page.lua", index, List.of("", "", "2", "-inf", "+inf"), stored),
                call("read/page.lua", index, List.of("1", "e2", "2", "0", "(5"), stored),
                call("limit/share.lua", streams, List.of("one", "3000", "5", "1", "4", "0", "0"), stored));
    }

    private static ScriptCall call(String file, List<String> keys, List<String> arguments, List<String> stored) {
        try (InputStream source =
                Objects.requireNonNull(Script.class.getResourceAsStream("/io/flowcast/gateway/" + file), file)) {
            return new ScriptCall(
                    file, new String(source.readAllBytes(), StandardCharsets.ISO_8859_1), keys, arguments, stored);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
