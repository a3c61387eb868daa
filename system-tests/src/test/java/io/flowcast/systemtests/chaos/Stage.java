package io.flowcast.systemtests.chaos;

import io.flowcast.stack.Stack;
import io.flowcast.stack.StackSettings;
import io.flowcast.stack.process.OneProcess;
import io.flowcast.stack.service.Service;
import io.flowcast.stack.service.ServiceKind;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.harness.Balancer;
import io.flowcast.systemtests.harness.FaultyLink;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.SentinelSet.Member;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.harness.WrongClocks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What storms rage over: three executors and three gateways behind a balancer, whose way to Redis is a link that can fail, as is the
 * way of those who watch to each gateway and to the balancer. One thread does things to it; any thread may use it.
 */
final class Stage implements AutoCloseable {
    private static final int EACH = 3;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** Nobody promises when a service is ready while Redis comes and goes, on a machine that has other work. */
    private static final Duration START = Duration.ofMinutes(5);

    private static final Duration STOP = Duration.ofSeconds(10);

    private final Topology topology;
    private final Optional<WrongClocks> clocks;
    private final Stack stack;
    private final Balancer balancer;
    /** To each gateway, and to the balancer as the last. */
    private final List<FaultyLink> links = new ArrayList<>();
    /** What nodes call. */
    private final FaultyLink backendLink;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    private Stage(Topology topology, Optional<WrongClocks> clocks, Stack stack, Balancer balancer) throws IOException {
        this.topology = topology;
        this.clocks = clocks;
        this.stack = stack;
        this.balancer = balancer;
        for (Service gateway : stack.gateways()) {
            links.add(FaultyLink.to(gateway.port()));
        }
        links.add(FaultyLink.to(balancer.address().getPort()));
        backendLink = FaultyLink.to(URI.create(stack.backend().url()).getPort());
    }

    /** HAProxy, where it is installed, else a balancer of our own. */
    static Stage set(Topology topology) throws IOException {
        Optional<WrongClocks> clocks = WrongClocks.ifInstalled();
        StackSettings settings = topology.reach(Stack.settings())
                .executors(EACH)
                .gateways(EACH)
                .definitions(TestDefinitions.folder())
                .limits(new Service.Limits(START, STOP))
                .property(ServiceKind.EXECUTOR, "flowcast.engine.drain-timeout", "3s")
                .property(ServiceKind.EXECUTOR, "flowcast.engine.takeover-limit", "100")
                .property(ServiceKind.GATEWAY, "flowcast.stream.drain-window", "2s");
        clocks.map(WrongClocks::wrapper).ifPresent(wrapper -> {
            settings.wrapper(ServiceKind.EXECUTOR, wrapper);
            settings.wrapper(ServiceKind.GATEWAY, wrapper);
        });
        Stack stack = settings.start();
        Balancer balancer = Balancer.haproxy(stack.gateways()).orElse(Balancer.tcp(stack.gateways()));
        return new Stage(topology, clocks, stack, balancer);
    }

    Topology topology() {
        return topology;
    }

    /** Absent where the machine has no means to lie about the time. */
    Optional<WrongClocks> clocks() {
        return clocks;
    }

    /** Those that whoever comes from outside has to take: to each gateway, and to the balancer. */
    List<FaultyLink> links() {
        return List.copyOf(links);
    }

    FaultyLink backendLink() {
        return backendLink;
    }

    /** Where nodes call, as executors see it. */
    String backend() {
        return "http://127.0.0.1:" + backendLink.port();
    }

    Stack stack() {
        return stack;
    }

    HttpClient http() {
        return http;
    }

    /** Where clients go: the balancer's address, as it is seen from outside. */
    String front() {
        return doors().getLast();
    }

    /** The addresses of the gateways and the balancer, as they are seen from outside. */
    List<String> doors() {
        return links.stream().map(link -> "http://localhost:" + link.port()).toList();
    }

    FlowcastApi api() {
        return new FlowcastApi(http, front());
    }

    /** Past the link, to see what really is there. */
    RedisCommands redisCommands() throws IOException {
        return new RedisCommands(topology.primary().server().port());
    }

    /** Everything runs, and nothing is in the way. Clocks that are wrong stay so: nothing depends on them. */
    void heal() throws IOException {
        links.forEach(FaultyLink::heal);
        backendLink.heal();
        topology.heal();
        Stream.concat(stack.executors().stream(), stack.gateways().stream()).forEach(Stage::revive);
        stack.gateways().forEach(Service::awaitReady);
        stack.executors().forEach(Service::awaitReady);
    }

    /** One server of Redis is as it was set up. */
    static void heal(Member member) throws IOException {
        linkTo(member).heal();
        revive(member.server());
        try (RedisCommands commands = new RedisCommands(member.server().port())) {
            commands.call("CONFIG", "SET", "maxmemory", "0");
            commands.call("CONFIG", "SET", "client-output-buffer-limit", "pubsub 33554432 8388608 60");
            commands.call("CLIENT", "UNPAUSE");
        }
    }

    static FaultyLink linkTo(Member member) {
        return Objects.requireNonNull(member.link(), "every server of a stage is behind a link");
    }

    private static void revive(OneProcess process) {
        if (process.isAlive()) {
            process.resume();
        } else {
            process.restart();
        }
    }

    /** At once: that they stop in an orderly way others look at. */
    @Override
    public void close() {
        links.forEach(FaultyLink::close);
        backendLink.close();
        balancer.close();
        Stream.concat(stack.executors().stream(), stack.gateways().stream()).forEach(Service::kill);
        stack.close();
        clocks.ifPresent(WrongClocks::close);
        http.close();
    }
}
