package io.flowcast.stack.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.stack.LocalServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthProbeTest {
    private static final byte[] REASON = "{\"status\": \"DOWN\"}".getBytes(StandardCharsets.UTF_8);

    private LocalServer server;

    @BeforeEach
    void serve() throws IOException {
        server = LocalServer.start();
        server.on("/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
        });
        server.on("/down", exchange -> {
            exchange.sendResponseHeaders(503, REASON.length);
            exchange.getResponseBody().write(REASON);
        });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void readyIs200() {
        assertThat(HealthProbe.isGood(HealthProbe.ask(server.port(), "/ready"))).isTrue();
    }

    @Test
    void anythingElseIsNotAndItsReasonIsTold() {
        String answer = HealthProbe.ask(server.port(), "/down");
        assertThat(HealthProbe.isGood(answer)).isFalse();
        assertThat(answer).contains("503").contains("DOWN");
        assertThat(HealthProbe.isGood(HealthProbe.ask(server.port(), "/200"))).isFalse();
    }

    @Test
    void nobodyThereIsNotReady() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        assertThat(HealthProbe.ask(port, "/ready")).contains("ConnectException");
    }
}
