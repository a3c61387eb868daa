package io.flowcast.stack.bench;

import io.flowcast.stack.RepositoryHome;
import io.flowcast.stack.Stack;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.service.Program;
import io.flowcast.stack.service.Service;
import io.flowcast.stack.service.ServiceKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** From the start of an executor's process until it is ready, on its core alone. */
final class StartUp {

    private static final int TIMES = 3;

    private final Cores cores;

    StartUp(Cores cores) {
        this.cores = cores;
    }

    void run() {
        System.err.println("measuring: start-up");
        Path cache = Program.cacheOf(ServiceKind.EXECUTOR.jar(RepositoryHome.find()));
        System.out.println();
        System.out.println(Timings.head());
        System.out.println(
                times("start-up of an executor", List.of("-XX:AOTMode=off")).row());
        if (Files.isRegularFile(cache)) {
            System.out.println(times("start-up with the cache of ./flowcast aot", List.of())
                    .row());
        } else {
            System.out.println("(./flowcast aot makes the cache with which it starts sooner)");
        }
    }

    private Timings times(String what, List<String> options) {
        Timings timings = new Timings(what);
        List<String> jvm = new ArrayList<>(EngineBench.JVM);
        jvm.addAll(options);
        for (int i = 0; i < TIMES; i++) {
            try (RedisServer redis = RedisServer.start()) {
                long start = System.nanoTime();
                try (Stack stack = EngineBench.settings(cores, true)
                        .redisUrl(redis.url())
                        .jvmOptions(jvm)
                        .start()) {
                    Service ready = stack.executor(0);
                    timings.add(System.nanoTime() - start);
                    ready.kill();
                }
            }
        }
        return timings;
    }
}
