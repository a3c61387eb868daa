package io.flowcast.systemtests.chaos;

import io.flowcast.stack.Stack;
import io.flowcast.stack.process.OneProcess;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.service.Service;
import io.flowcast.stack.service.ServiceKind;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.harness.Balancer;
import io.flowcast.systemtests.harness.FaultyLink;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What storms rage over: three executors and three gateways behind a balancer, whose way to Redis is a link that can fail. One
 * thread does things to it; any thread may use it.
 */
final class Stage implements AutoCloseable {
    private static final int EACH = 3;
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final RedisServer redis;
    private final FaultyLink link;
    private final Stack stack;
    private final Balancer balancer;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    private Stage(RedisServer redis, FaultyLink link, Stack stack, Balancer balancer) {
        this.redis = redis;
        this.link = link;
        this.stack = stack;
        this.balancer = balancer;
    }

    /** HAProxy, where it is installed, else a balancer of our own. */
    static Stage set() throws IOException {
        RedisServer redis = RedisServer.start();
        FaultyLink link = FaultyLink.to(redis.port());
        Stack stack = Stack.settings()
                .executors(EACH)
                .gateways(EACH)
                .definitions(TestDefinitions.folder())
                .redisUrl("redis://127.0.0.1:" + link.port())
                .property(ServiceKind.EXECUTOR, "flowcast.engine.drain-timeout", "3s")
                .property(ServiceKind.EXECUTOR, "flowcast.engine.takeover-limit", "100")
                .property(ServiceKind.GATEWAY, "flowcast.stream.drain-window", "2s")
                .start();
        List<Service> gateways = stack.gateways();
        return new Stage(redis, link, stack, Balancer.haproxy(gateways).orElse(Balancer.tcp(gateways)));
    }

    RedisServer redis() {
        return redis;
    }

    FaultyLink link() {
        return link;
    }

    Stack stack() {
        return stack;
    }

    HttpClient http() {
        return http;
    }

    /** Where clients go: the balancer's address. */
    String front() {
        return balancer.url();
    }

    /** The addresses of the gateways themselves, and the balancer's. */
    List<String> doors() {
        return Stream.concat(stack.gateways().stream().map(Service::url), Stream.of(front()))
                .toList();
    }

    FlowcastApi api() {
        return new FlowcastApi(http, front());
    }

    /** Past the link, to see what really is there. */
    RedisCommands redisCommands() throws IOException {
        return new RedisCommands(redis.port());
    }

    /** Everything runs, and nothing is in the way. */
    void heal() throws IOException {
        link.heal();
        for (OneProcess process : Stream.concat(
                        Stream.of(redis), Stream.concat(stack.executors().stream(), stack.gateways().stream()))
                .toList()) {
            if (process.isAlive()) {
                process.resume();
            } else {
                process.restart();
            }
        }
        try (RedisCommands commands = redisCommands()) {
            commands.call("CONFIG", "SET", "maxmemory", "0");
            commands.call("CONFIG", "SET", "client-output-buffer-limit", "pubsub 33554432 8388608 60");
            commands.call("CLIENT", "UNPAUSE");
        }
        stack.gateways().forEach(Service::awaitReady);
        stack.executors().forEach(Service::awaitReady);
    }

    @Override
    public void close() {
        balancer.close();
        link.heal();
        stack.close();
        link.close();
        redis.close();
        http.close();
    }
}
