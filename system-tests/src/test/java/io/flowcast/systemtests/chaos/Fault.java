package io.flowcast.systemtests.chaos;

import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.harness.RedisCommands;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What goes wrong. Each strikes, lasts, and is over when it returns. */
enum Fault {
    EXECUTOR_KILLED {
        @Override
        void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            killed(one(stage.stack().executors(), random), random);
        }
    },
    GATEWAY_KILLED {
        @Override
        void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            killed(one(stage.stack().gateways(), random), random);
        }
    },
    EXECUTOR_REPLACED {
        @Override
        void strike(Stage stage, RandomGenerator random) {
            one(stage.stack().executors(), random).restart();
        }
    },
    GATEWAY_REPLACED {
        @Override
        void strike(Stage stage, RandomGenerator random) {
            one(stage.stack().gateways(), random).restart();
        }
    },
    /** Mostly for longer than its leases. */
    EXECUTOR_PAUSED {
        @Override
        void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            paused(one(stage.stack().executors(), random), millis(random, 1_000, 9_000));
        }
    },
    GATEWAY_PAUSED {
        @Override
        void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            paused(one(stage.stack().gateways(), random), millis(random, 500, 5_000));
        }
    },
    REDIS_KILLED {
        @Override
        void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            stage.redis().kill();
            Thread.sleep(millis(random, 0, 3_000));
            stage.redis().restart();
        }
    },
    REDIS_RESTARTED {
        @Override
        void strike(Stage stage, RandomGenerator random) {
            stage.redis().restart();
        }
    },
    REDIS_PAUSED {
        @Override
        void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            stage.redis().suspend();
            try {
                Thread.sleep(millis(random, 500, 6_000));
            } finally {
                stage.redis().resume();
            }
        }
    },
    /** {@code CLIENT PAUSE}. */
    COMMANDS_PAUSED {
        @Override
        void strike(Stage stage, RandomGenerator random) throws IOException, InterruptedException {
            long millis = millis(random, 200, 3_000).toMillis();
            redis(stage, "CLIENT", "PAUSE", Long.toString(millis), random.nextBoolean() ? "ALL" : "WRITE");
            Thread.sleep(millis);
        }
    },
    /** {@code CLIENT KILL}. */
    SUBSCRIBERS_CUT {
        @Override
        void strike(Stage stage, RandomGenerator random) throws IOException {
            redis(stage, "CLIENT", "KILL", "TYPE", "pubsub");
        }
    },
    CLIENTS_CUT {
        @Override
        void strike(Stage stage, RandomGenerator random) throws IOException {
            redis(stage, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        }
    },
    /** {@code client-output-buffer-limit}: who is behind by little is cut off. */
    OUTPUT_BUFFERS_SMALL {
        @Override
        void strike(Stage stage, RandomGenerator random) throws IOException, InterruptedException {
            redis(stage, "CONFIG", "SET", "client-output-buffer-limit", "pubsub 4096 1024 1");
            Thread.sleep(millis(random, 500, 2_000));
            redis(stage, "CONFIG", "SET", "client-output-buffer-limit", "pubsub 33554432 8388608 60");
        }
    },
    /** {@code maxmemory}: every write is answered with OOM. */
    REDIS_FULL {
        @Override
        void strike(Stage stage, RandomGenerator random) throws IOException, InterruptedException {
            redis(stage, "CONFIG", "SET", "maxmemory", Long.toString(usedMemory(stage)));
            Thread.sleep(millis(random, 500, 4_000));
            redis(stage, "CONFIG", "SET", "maxmemory", "0");
        }
    },
    LINK_RESET {
        @Override
        void strike(Stage stage, RandomGenerator random) {
            stage.link().reset();
        }
    },
    LINK_REFUSES {
        @Override
        void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            stage.link().refuse(true);
            stage.link().reset();
            Thread.sleep(millis(random, 200, 3_000));
            stage.link().refuse(false);
        }
    },
    LINK_SWALLOWS {
        @Override
        void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            stage.link().swallow(true);
            Thread.sleep(millis(random, 500, 8_000));
            stage.link().swallow(false);
        }
    },
    LINK_SLOW {
        @Override
        void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            stage.link().delay(millis(random, 5, 200));
            Thread.sleep(millis(random, 500, 5_000));
            stage.link().delay(Duration.ZERO);
        }
    };

    private static final Pattern USED_MEMORY = Pattern.compile("used_memory:(\\d+)");

    /** Returns when it is over. */
    abstract void strike(Stage stage, RandomGenerator random) throws IOException, InterruptedException;

    private static Service one(List<Service> of, RandomGenerator random) {
        return of.get(random.nextInt(of.size()));
    }

    private static void killed(Service service, RandomGenerator random) throws InterruptedException {
        service.kill();
        Thread.sleep(millis(random, 0, 4_000));
        service.restart();
    }

    private static void paused(Service service, Duration time) throws InterruptedException {
        service.suspend();
        try {
            Thread.sleep(time);
        } finally {
            service.resume();
        }
    }

    private static Duration millis(RandomGenerator random, int least, int most) {
        return Duration.ofMillis(random.nextInt(least, most + 1));
    }

    private static void redis(Stage stage, String... command) throws IOException {
        try (RedisCommands redis = stage.redisCommands()) {
            redis.call(command);
        }
    }

    private static long usedMemory(Stage stage) throws IOException {
        try (RedisCommands redis = stage.redisCommands()) {
            Matcher used = USED_MEMORY.matcher(redis.call("INFO", "memory").toString());
            return used.find() ? Long.parseLong(used.group(1)) : 1;
        }
    }
}
