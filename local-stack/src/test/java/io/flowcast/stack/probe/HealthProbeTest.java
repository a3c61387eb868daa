package io.flowcast.stack.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthProbeTest {
    private static final byte[] REASON = "{\"status\": \"DOWN\"}".getBytes(StandardCharsets.UTF_8);

    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/down", exchange -> {
            exchange.sendResponseHeaders(503, REASON.length);
            exchange.getResponseBody().write(REASON);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void readyIs200() {
        assertThat(HealthProbe.isGood(HealthProbe.ask(server.getAddress().getPort(), "/ready")))
                .isTrue();
    }

    @Test
    void anythingElseIsNotAndItsReasonIsTold() {
        String answer = HealthProbe.ask(server.getAddress().getPort(), "/down");
        assertThat(HealthProbe.isGood(answer)).isFalse();
        assertThat(answer).contains("503").contains("DOWN");
        assertThat(HealthProbe.isGood(HealthProbe.ask(server.getAddress().getPort(), "/200")))
                .isFalse();
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
