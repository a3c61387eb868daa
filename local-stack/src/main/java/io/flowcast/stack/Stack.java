package io.flowcast.stack;

import io.flowcast.stack.backend.ExampleBackend;
import io.flowcast.stack.process.Restartable;
import io.flowcast.stack.process.StartFailure;
import io.flowcast.stack.redis.RedisAddress;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.service.Program;
import io.flowcast.stack.service.Service;
import io.flowcast.stack.service.ServiceKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Flowcast on this machine: Redis, executors, gateways and the examples' backend. Closing it stops all of
 * it, services first; should this JVM die, the children die with it.
 *
 * <p>One thread starts and closes it. Its parts may be used from any thread, each by one at a time.
 */
public final class Stack implements AutoCloseable {
    private final StackSettings settings;
    private final Ports ports;
    private final List<Service> executors = new ArrayList<>();
    private final List<Service> gateways = new ArrayList<>();
    private @Nullable RedisServer redis;
    private @Nullable ExampleBackend backend;
    private String redisUrl = "";

    private Stack(StackSettings settings, Ports ports) {
        this.settings = settings;
        this.ports = ports;
    }

    public static StackSettings settings() {
        return new StackSettings();
    }

    static Stack start(StackSettings settings) {
        Stack stack = new Stack(settings, Ports.of(settings));
        try {
            stack.startAll();
            return stack;
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    public List<Service> executors() {
        return List.copyOf(executors);
    }

    /** Counted from 0. */
    public Service executor(int index) {
        return executors.get(index);
    }

    public List<Service> gateways() {
        return List.copyOf(gateways);
    }

    /** Counted from 0. */
    public Service gateway(int index) {
        return gateways.get(index);
    }

    /** The embedded Redis; absent where the stack stands on somebody else's. */
    public RedisServer redis() {
        if (redis == null) {
            throw new IllegalStateException("this stack uses the Redis at " + redisUrl + ", which is not ours");
        }
        return redis;
    }

    public String redisUrl() {
        return redisUrl;
    }

    public ExampleBackend backend() {
        if (backend == null) {
            throw new IllegalStateException("the stack is closed, or was never started");
        }
        return backend;
    }

    /** All that can die by itself: Redis where it is ours, then the services. */
    public List<Restartable> processes() {
        Stream<Restartable> ours = redis == null ? Stream.empty() : Stream.of(redis);
        return Stream.concat(ours, services()).toList();
    }

    @Override
    public void close() {
        List<Thread> stopping = services()
                .map(service ->
                        Thread.ofVirtual().name("stop-" + service.name()).start(service::close))
                .toList();
        stopping.forEach(Stack::join);
        if (redis != null) {
            redis.close();
        }
        if (backend != null) {
            backend.close();
        }
    }

    private Stream<Service> services() {
        return Stream.concat(executors.stream(), gateways.stream());
    }

    private void startAll() {
        Program executor = program(ServiceKind.EXECUTOR);
        Program gateway = program(ServiceKind.GATEWAY);
        redisUrl = startRedis();
        backend = ExampleBackend.start(ports.backend());
        for (int port : ports.executors()) {
            executors.add(service(ServiceKind.EXECUTOR, executors.size() + 1, executor, port));
        }
        if (!executors.isEmpty()) {
            settings.property(
                    ServiceKind.GATEWAY,
                    "flowcast.gateway.executors",
                    ports.executors().stream()
                            .map(port -> "http://127.0.0.1:" + port)
                            .collect(Collectors.joining(",")));
        }
        for (int port : ports.gateways()) {
            gateways.add(service(ServiceKind.GATEWAY, gateways.size() + 1, gateway, port));
        }
        services().forEach(Service::awaitReady);
    }

    private String startRedis() {
        String external = settings.redisUrl;
        if (external != null) {
            RedisAddress.parse(external).check();
            return external;
        }
        if (settings.redisUsers) {
            redis = RedisServer.withUsers();
            return redis.url();
        }
        Path dir = settings.redisDir;
        redis = dir == null ? RedisServer.start(settings.log) : RedisServer.start(dir, settings.log);
        return redis.url();
    }

    private Program program(ServiceKind kind) {
        Program replaced = settings.programs.get(kind);
        if (replaced != null) {
            return replaced;
        }
        Path nodeTypes = settings.nodeTypes;
        return kind == ServiceKind.EXECUTOR && nodeTypes != null
                ? Program.extendedExecutor(settings.home, nodeTypes.toAbsolutePath())
                : Program.jar(kind.jar(settings.home));
    }

    private Service service(ServiceKind kind, int number, Program program, int port) {
        Map<String, String> properties = new HashMap<>();
        properties.put("quarkus.http.host", "127.0.0.1");
        if (kind == ServiceKind.EXECUTOR) {
            properties.put(
                    "flowcast.definitions.dir",
                    settings.definitions.toAbsolutePath().toString());
        }
        properties.putAll(settings.properties.getOrDefault(kind, Map.of()));
        List<String> jvmOptions = new ArrayList<>(settings.jvmOptions);
        jvmOptions.addAll(settings.jvmOptionsOf.getOrDefault(kind, List.of()));
        Service.Launch launch = new Service.Launch(
                kind.instance(number),
                program,
                settings.wrappers.getOrDefault(kind, List.of()),
                jvmOptions,
                properties,
                environment(kind),
                settings.home);
        return Service.start(launch, port, settings.limits, settings.log);
    }

    private Map<String, String> environment(ServiceKind kind) {
        Map<String, String> environment = new HashMap<>();
        boolean user = settings.redisUsers && settings.redisUrl == null;
        environment.put("REDIS_URL", user ? redis().url(kind.redisUser()) : redisUrl);
        if (kind == ServiceKind.EXECUTOR) {
            environment.put("FLOWCAST_SECRET_EXAMPLE_TOKEN", backend().webhookSecret());
        }
        environment.putAll(settings.environment.getOrDefault(kind, Map.of()));
        return environment;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while stopping", e);
        }
    }
}
