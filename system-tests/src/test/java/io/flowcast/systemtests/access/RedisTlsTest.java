package io.flowcast.systemtests.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowcast.stack.Stack;
import io.flowcast.stack.StackSettings;
import io.flowcast.stack.process.FreePorts;
import io.flowcast.stack.process.Scratch;
import io.flowcast.stack.process.StartFailure;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.service.Service.Limits;
import io.flowcast.stack.service.ServiceKind;
import io.flowcast.systemtests.harness.OwnCa;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.harness.Upheaval;
import io.flowcast.systemtests.validate.EqualToLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Redis over TLS with a certificate of one's own authority, as the users that are shipped. */
@Tag("long")
class RedisTlsTest {
    private static Scratch scratch;
    private static OwnCa ca;
    private static int tlsPort;
    private static RedisServer redis;

    @BeforeAll
    static void start() throws Exception {
        scratch = Scratch.create("redis-tls");
        ca = OwnCa.in(scratch.folder());
        tlsPort = FreePorts.next();
        redis = RedisServer.withUsers(List.of(
                "--tls-port",
                Integer.toString(tlsPort),
                "--tls-cert-file",
                ca.certificate().toString(),
                "--tls-key-file",
                ca.key().toString(),
                "--tls-ca-cert-file",
                ca.authority().toString(),
                "--tls-auth-clients",
                "no"));
    }

    @AfterAll
    static void stop() {
        if (redis != null) {
            redis.close();
        }
        if (scratch != null) {
            scratch.close();
        }
    }

    @Test
    void everyConnectionOfBothServicesIsOverTls() throws Exception {
        try (Stack stack = overTls(ca.authority(), Duration.ofSeconds(60)).start()) {
            Upheaval calm = new Upheaval(stack, RedisTlsTest::log);
            calm.outlive("Redis over TLS", 4, 4, () -> {});

            try (RedisCommands own = new RedisCommands(redis.port())) {
                List<String> theirs = own.call("CLIENT", "LIST")
                        .toString()
                        .lines()
                        .filter(client -> client.contains("user=executor") || client.contains("user=gateway"))
                        .toList();
                assertThat(theirs)
                        .hasSizeGreaterThan(4)
                        .allMatch(client -> client.contains("laddr=127.0.0.1:" + tlsPort));
                assertThat(theirs).as("subscriptions").anyMatch(client -> client.matches(".* sub=[1-9].*"));
            }
        }
    }

    /** The executor says why it does not get ready. */
    @Test
    void aServerThatAnotherAuthorityVouchesForIsRefusedAndThatIsTold() throws Exception {
        OwnCa stranger = OwnCa.in(Files.createDirectories(scratch.folder().resolve("stranger")));
        StackSettings settings =
                overTls(stranger.authority(), Duration.ofSeconds(20)).gateways(0);

        assertThatThrownBy(() -> settings.start().close())
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("certif");
    }

    private static StackSettings overTls(Path trusted, Duration patience) {
        StackSettings settings = Stack.settings()
                .executors(1)
                .gateways(1)
                .definitions(TestDefinitions.folder())
                .redisUrl("rediss://127.0.0.1:" + tlsPort)
                .limits(new Limits(patience, Duration.ofSeconds(10)));
        for (ServiceKind kind : ServiceKind.values()) {
            String plain = redis.url(kind.redisUser());
            settings.variable(
                            kind,
                            "REDIS_URL",
                            plain.replace("redis://", "rediss://").replace(":" + redis.port(), ":" + tlsPort))
                    .property(kind, "quarkus.tls.redis.trust-store.pem.certs", trusted.toString())
                    .property(kind, "quarkus.redis.tls-configuration-name", "redis");
        }
        return settings;
    }

    private static List<EqualToLog.Entry> log(String executionId) throws IOException {
        try (RedisCommands commands = new RedisCommands(redis.port())) {
            return commands.log(executionId);
        }
    }
}
