package io.flowcast.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.gateway.command.Executors.Answer;
import io.flowcast.stack.LocalServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Executors by name, some of which are not there. */
class ExecutorsTest {
    /** No such name will ever be (RFC 6761). */
    private static final String NOBODY = "http://executor-7.invalid:8081";

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicInteger answered = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            log.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private LocalServer server;

    @BeforeEach
    void start() throws IOException {
        Logger.getLogger(Executors.class.getName()).addHandler(handler);
        server = startServer(0);
    }

    @AfterEach
    void stop() throws Exception {
        Logger.getLogger(Executors.class.getName()).removeHandler(handler);
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void oneWhoseNameIsGoneIsAskedLastAndToldOfOnce() throws Exception {
        Executors executors = executors(NOBODY, "http://localhost:" + port(server));

        for (int i = 0; i < 20; i++) {
            assertThat(send(executors)).isInstanceOf(Answer.Given.class);
        }

        assertThat(answered).hasValue(20);
        assertThat(log).hasSize(1).first().asString().contains(NOBODY, "cannot be reached");
        // Of twenty commands few came upon it, however long they took.
        assertThat(registry.get("flowcast.commands.unreachable").counter().count())
                .isBetween(1.0, 10.0);
    }

    @Test
    void whereNobodyIsThereEachCommandIsAnsweredSoAndTheLogSaysItOnce() throws Exception {
        Executors executors = executors(NOBODY, "http://127.0.0.1:1");

        for (int i = 0; i < 10; i++) {
            assertThat(send(executors)).isInstanceOf(Answer.Nobody.class);
        }

        assertThat(log).hasSize(2);
    }

    @Test
    void oneThatComesBackIsToldOf() throws Exception {
        int port = port(server);
        Executors executors = executors("http://localhost:" + port);
        server.close();
        assertThat(send(executors)).isInstanceOf(Answer.Nobody.class);

        server = startServer(port);
        assertThat(send(executors)).isInstanceOf(Answer.Given.class);
        assertThat(send(executors)).isInstanceOf(Answer.Given.class);

        assertThat(log).hasSize(2).last().asString().contains("can be reached again");
    }

    private Executors executors(String... addresses) {
        List<URI> all = List.of(addresses).stream().map(URI::create).toList();
        return new Executors(
                vertx,
                new GatewayConfig() {
                    @Override
                    public List<URI> executors() {
                        return all;
                    }

                    @Override
                    public MemorySize maxBody() {
                        return new MemorySize(BigInteger.TEN);
                    }

                    @Override
                    public MemorySize maxDefinition() {
                        return new MemorySize(BigInteger.TEN);
                    }

                    @Override
                    public Duration connectTimeout() {
                        return Duration.ofSeconds(20);
                    }

                    @Override
                    public Duration timeout() {
                        return Duration.ofSeconds(60);
                    }
                },
                new CommandMetrics(registry));
    }

    private static Answer send(Executors executors) throws Exception {
        return executors
                .send(HttpMethod.POST, "/api/workflow/execute", MultiMap.caseInsensitiveMultiMap(), Buffer.buffer("{}"))
                .toCompletionStage()
                .toCompletableFuture()
                .get(120, TimeUnit.SECONDS);
    }

    private LocalServer startServer(int port) throws IOException {
        LocalServer started = LocalServer.start(port);
        started.on("/", exchange -> {
            answered.incrementAndGet();
            exchange.sendResponseHeaders(202, -1);
        });
        return started;
    }

    private static int port(LocalServer server) {
        return server.port();
    }
}
