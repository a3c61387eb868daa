package io.flowcast.stack;

import io.flowcast.stack.process.LogSink;
import io.flowcast.stack.service.Program;
import io.flowcast.stack.service.Service.Limits;
import io.flowcast.stack.service.ServiceKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a stack consists of. Filled in by one thread, then {@link #start()}. */
public final class StackSettings {
    int executors = 1;
    int gateways = 2;
    /** 0: any free ports. */
    int basePort;

    @Nullable
    Path redisDir;

    @Nullable
    String redisUrl;

    boolean redisUsers;

    Path home = RepositoryHome.find();
    Path definitions = home.resolve("examples");

    @Nullable
    Path nodeTypes;

    LogSink log = LogSink.NONE;
    Limits limits = new Limits(Duration.ofSeconds(60), Duration.ofSeconds(10));
    List<String> jvmOptions = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1");
    final Map<ServiceKind, Map<String, String>> properties = new EnumMap<>(ServiceKind.class);
    final Map<ServiceKind, List<String>> jvmOptionsOf = new EnumMap<>(ServiceKind.class);
    final Map<ServiceKind, List<String>> wrappers = new EnumMap<>(ServiceKind.class);
    final Map<ServiceKind, Map<String, String>> environment = new EnumMap<>(ServiceKind.class);
    final Map<ServiceKind, Program> programs = new EnumMap<>(ServiceKind.class);

    StackSettings() {
        for (ServiceKind kind : ServiceKind.values()) {
            properties.put(kind, new HashMap<>());
        }
        property(ServiceKind.EXECUTOR, "flowcast.http.allow", "127.0.0.0/8,::1/128");
        // Nobody comes in thousands.
        property(ServiceKind.GATEWAY, "flowcast.stream.warm-up", "0");
        // Well below the limit to stop: what still runs then is to be let go in an orderly way.
        property(ServiceKind.EXECUTOR, "flowcast.engine.drain-timeout", "5s");
    }

    /** How many executors; 1 where nothing is said. */
    public StackSettings executors(int count) {
        this.executors = count;
        return this;
    }

    /** How many gateways; 2 where nothing is said. */
    public StackSettings gateways(int count) {
        this.gateways = count;
        return this;
    }

    /** Gateways at base, base + 10, …, executors at base + 1, base + 11, …, the backend at base + 3. */
    public StackSettings basePort(int port) {
        this.basePort = port;
        return this;
    }

    /** Keeps the data of the embedded Redis in this folder; else a scratch folder goes away with the stack. */
    public StackSettings redisDir(@Nullable Path dir) {
        this.redisDir = dir;
        return this;
    }

    /** Has each service be a user of the embedded Redis with the rights that it needs; else they may do all. */
    public StackSettings redisUsers() {
        this.redisUsers = true;
        return this;
    }

    /** Takes a Redis that runs already instead of the embedded one. */
    public StackSettings redisUrl(@Nullable String url) {
        this.redisUrl = url;
        return this;
    }

    /** Runs the services that are packaged in this repository, such as one of an earlier version; else in the one that this is of. */
    public StackSettings home(Path repository) {
        this.home = repository;
        return this;
    }

    /** The folder of workflow definitions; the repository's examples where nothing is said. */
    public StackSettings definitions(Path dir) {
        this.definitions = dir;
        return this;
    }

    /** A folder of jars with further node types for the executors; none where nothing is said. */
    public StackSettings nodeTypes(@Nullable Path dir) {
        this.nodeTypes = dir;
        return this;
    }

    /** A setting of every service of this kind. */
    public StackSettings property(ServiceKind kind, String name, String value) {
        properties.computeIfAbsent(kind, none -> new HashMap<>()).put(name, value);
        return this;
    }

    /** Further options for the JVMs of one kind of service. */
    public StackSettings jvmOptions(ServiceKind kind, List<String> options) {
        jvmOptionsOf.put(kind, List.copyOf(options));
        return this;
    }

    /** What is put before the command line of every service of this kind, such as {@code taskset -c 0}. */
    public StackSettings wrapper(ServiceKind kind, List<String> wrapper) {
        wrappers.put(kind, List.copyOf(wrapper));
        return this;
    }

    /** A variable of the environment of every service of this kind. */
    public StackSettings variable(ServiceKind kind, String name, String value) {
        environment.computeIfAbsent(kind, none -> new HashMap<>()).put(name, value);
        return this;
    }

    /** Where every line of every child goes, as it is written. */
    public StackSettings log(LogSink sink) {
        this.log = sink;
        return this;
    }

    /** What a service may take to start and to stop. */
    public StackSettings limits(Limits limits) {
        this.limits = limits;
        return this;
    }

    /** Options of the services' JVMs; small heap and quick start where nothing is said. */
    public StackSettings jvmOptions(List<String> options) {
        this.jvmOptions = List.copyOf(options);
        return this;
    }

    /** Runs something else in a service's place. */
    StackSettings program(ServiceKind kind, Program program) {
        programs.put(kind, program);
        return this;
    }

    /**
     * Starts everything and waits until all of it is ready.
     *
     * @throws io.flowcast.stack.process.StartFailure when a port is taken, Redis is out of reach or a child
     *     does not get ready; nothing is left running then
     */
    public Stack start() {
        return Stack.start(this);
    }
}
