package io.flowcast.systemtests.chaos;

import io.flowcast.stack.redis.RedisServer;
import io.flowcast.systemtests.harness.FaultyLink;
import io.flowcast.systemtests.harness.RedisCommands;
import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What befalls the server that takes writes, and the way to it. */
enum RedisFault implements Fault {
    REDIS_KILLED {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            RedisServer server = server(stage);
            server.kill();
            Thread.sleep(Fault.millis(random, 0, 3_000));
            server.restart();
        }
    },
    REDIS_RESTARTED {
        @Override
        public void strike(Stage stage, RandomGenerator random) {
            server(stage).restart();
        }
    },
    REDIS_PAUSED {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            Fault.paused(server(stage), Fault.millis(random, 500, 6_000));
        }
    },
    /** {@code CLIENT PAUSE}. */
    COMMANDS_PAUSED {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws IOException, InterruptedException {
            long millis = Fault.millis(random, 200, 3_000).toMillis();
            tell(server(stage), "CLIENT", "PAUSE", Long.toString(millis), random.nextBoolean() ? "ALL" : "WRITE");
            Thread.sleep(millis);
        }
    },
    /** {@code CLIENT KILL}. */
    SUBSCRIBERS_CUT {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws IOException {
            tell(server(stage), "CLIENT", "KILL", "TYPE", "pubsub");
        }
    },
    CLIENTS_CUT {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws IOException {
            tell(server(stage), "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        }
    },
    /** {@code client-output-buffer-limit}: who is behind by little is cut off. */
    OUTPUT_BUFFERS_SMALL {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws IOException, InterruptedException {
            RedisServer server = server(stage);
            tell(server, "CONFIG", "SET", "client-output-buffer-limit", "pubsub 4096 1024 1");
            Thread.sleep(Fault.millis(random, 500, 2_000));
            tell(server, "CONFIG", "SET", "client-output-buffer-limit", "pubsub 33554432 8388608 60");
        }
    },
    /** {@code maxmemory}: every write is answered with OOM. */
    REDIS_FULL {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws IOException, InterruptedException {
            RedisServer server = server(stage);
            tell(server, "CONFIG", "SET", "maxmemory", Long.toString(usedMemory(server)));
            Thread.sleep(Fault.millis(random, 500, 4_000));
            tell(server, "CONFIG", "SET", "maxmemory", "0");
        }
    },
    LINK_RESET {
        @Override
        public void strike(Stage stage, RandomGenerator random) {
            link(stage).forEach(FaultyLink::reset);
        }
    },
    LINK_REFUSES {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            Fault.refused(link(stage), Fault.millis(random, 200, 3_000));
        }
    },
    LINK_SWALLOWS {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            Fault.swallowed(link(stage), Fault.millis(random, 500, 8_000));
        }
    },
    LINK_SLOW {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            Fault.slow(link(stage), Fault.millis(random, 5, 200), Fault.millis(random, 500, 5_000));
        }
    },
    /** One connection is late and another is not: what is published overtakes the answer of whoever reads, or the other way round. */
    LINK_LOSSY {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            Fault.lossy(link(stage), random.nextInt(5, 40), Fault.millis(random, 1_000, 6_000));
        }
    };

    private static final Pattern USED_MEMORY = Pattern.compile("used_memory:(\\d+)");

    private static RedisServer server(Stage stage) {
        return stage.topology().primary().server();
    }

    private static List<FaultyLink> link(Stage stage) {
        return List.of(Stage.linkTo(stage.topology().primary()));
    }

    private static void tell(RedisServer server, String... command) throws IOException {
        try (RedisCommands redis = new RedisCommands(server.port())) {
            redis.call(command);
        }
    }

    private static long usedMemory(RedisServer server) throws IOException {
        try (RedisCommands redis = new RedisCommands(server.port())) {
            Matcher used = USED_MEMORY.matcher(redis.call("INFO", "memory").toString());
            return used.find() ? Long.parseLong(used.group(1)) : 1;
        }
    }
}
