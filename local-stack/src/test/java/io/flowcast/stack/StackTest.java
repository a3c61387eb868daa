package io.flowcast.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowcast.stack.process.FreePorts;
import io.flowcast.stack.process.Restartable;
import io.flowcast.stack.process.StartFailure;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.service.Program;
import io.flowcast.stack.service.Service;
import io.flowcast.stack.service.Service.Limits;
import io.flowcast.stack.service.ServiceKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class StackTest {
    private static final Limits QUICK = new Limits(Duration.ofSeconds(20), Duration.ofSeconds(1));

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Test
    void startsEverythingAndStopsEverything() {
        Stack stack = fakes().executors(2).gateways(2).start();
        try (stack) {
            assertThat(stack.executors()).hasSize(2).allMatch(Service::isReady);
            assertThat(stack.gateways()).hasSize(2).allMatch(Service::isReady);
            assertThat(stack.redis().isAlive()).isTrue();
            assertThat(stack.processes())
                    .extracting(Restartable::name)
                    .containsExactly("redis", "executor-1", "executor-2", "gateway-1", "gateway-2");
        }
        assertThat(stack.executors()).noneMatch(Service::isAlive);
        assertThat(stack.gateways()).noneMatch(Service::isAlive);
        assertThat(stack.redis().isAlive()).isFalse();
        assertThat(stack.redis().dir()).doesNotExist();
    }

    @Test
    void tellsTheServicesWhereEverythingIs() {
        try (Stack stack = fakes().executors(2).gateways(1).start()) {
            String executors = "http://127.0.0.1:" + stack.executor(0).port() + ",http://127.0.0.1:"
                    + stack.executor(1).port();
            assertThat(stack.gateway(0).log()).anyMatch(line -> line.contains(executors));
            assertThat(stack.executor(0).log()).anyMatch(line -> line.contains(stack.redisUrl()));
            assertThat(lines).anyMatch(line -> line.startsWith("executor-2: serving on"));
        }
    }

    @Test
    void aKilledServiceComesBackOnItsPort() {
        try (Stack stack = fakes().gateways(1).start()) {
            Service gateway = stack.gateway(0);
            long pid = gateway.pid();
            int port = gateway.port();

            gateway.kill();
            assertThat(gateway.isReady()).isFalse();
            gateway.restart();

            assertThat(gateway.isReady()).isTrue();
            assertThat(gateway.port()).isEqualTo(port);
            assertThat(gateway.pid()).isNotEqualTo(pid);
        }
    }

    @Test
    void aSuspendedServiceAnswersAgainWhenResumed() {
        try (Stack stack = fakes().gateways(1).start()) {
            Service executor = stack.executor(0);

            executor.suspend();
            assertThat(executor.isReady()).isFalse();
            executor.resume();

            assertThat(executor.isReady()).isTrue();
        }
    }

    @Test
    void aServiceThatIgnoresSigtermIsKilledInTheEnd() {
        try (Stack stack = fakes().property(ServiceKind.EXECUTOR, "fake.mode", "stubborn")
                .gateways(1)
                .start()) {
            assertThat(stack.gateway(0).terminate()).isTrue();
            assertThat(stack.executor(0).terminate()).isFalse();
            assertThat(stack.executor(0).isAlive()).isFalse();
        }
    }

    @Test
    void aServiceThatEndsWhileStartingIsReportedWithItsLastWords() {
        StackSettings settings = fakes().property(ServiceKind.GATEWAY, "fake.mode", "crash");

        assertThatThrownBy(settings::start)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("gateway-1 ended while starting, exit status 3")
                .hasMessageContaining("no disk, no service");
    }

    @Test
    void aServiceThatDoesNotGetReadyIsReported() {
        StackSettings settings = fakes().property(ServiceKind.EXECUTOR, "fake.mode", "unready")
                .limits(new Limits(Duration.ofSeconds(2), Duration.ofSeconds(1)));

        assertThatThrownBy(settings::start)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("executor-1 was not ready within 2 s");
    }

    @Test
    void aTakenPortIsNamedBeforeAnythingStarts() throws IOException {
        int base = FreePorts.next();
        try (ServerSocket squatter = new ServerSocket(base + 1, 1, InetAddress.getLoopbackAddress())) {
            StackSettings settings = fakes().basePort(base);

            assertThatThrownBy(settings::start)
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("port " + squatter.getLocalPort() + " is in use");
            assertThat(lines).isEmpty();
        }
    }

    @Test
    void aRedisOutOfReachIsNamed() {
        int nobody = FreePorts.next();

        assertThatThrownBy(fakes().redisUrl("redis://127.0.0.1:" + nobody)::start)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("no Redis answers at 127.0.0.1:" + nobody);
        assertThatThrownBy(fakes().redisUrl("http://:secret@nowhere")::start)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("REDIS_URL should look like redis://")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aRedisOfSomebodyElseIsUsedAndLeftAlone() {
        try (RedisServer redis = RedisServer.start()) {
            try (Stack stack = fakes().redisUrl(redis.url()).gateways(1).start()) {
                assertThat(stack.redisUrl()).isEqualTo(redis.url());
                assertThatThrownBy(stack::redis).isInstanceOf(IllegalStateException.class);
            }
            assertThat(redis.isAlive()).isTrue();
        }
    }

    private StackSettings fakes() {
        Program fake = Program.mainClass(
                Path.of("target/test-classes").toAbsolutePath().toString(), FakeService.class.getName());
        return Stack.settings()
                .program(ServiceKind.EXECUTOR, fake)
                .program(ServiceKind.GATEWAY, fake)
                .limits(QUICK)
                .log((process, line) -> lines.add(process + ": " + line));
    }
}
