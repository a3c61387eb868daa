package io.flowcast.stack.bench;

import io.flowcast.stack.service.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Follows an execution and never reads a byte of it. */
final class StalledReader implements AutoCloseable {

    /** So that little of what it does not read gets lost in its own kernel. */
    private static final int WINDOW = 4_096;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Service gateway;
    private final Socket socket = new Socket();
    private final HttpClient http = HttpClient.newHttpClient();

    StalledReader(Service gateway, Story story, int after) throws IOException {
        this.gateway = gateway;
        socket.setReceiveBufferSize(WINDOW);
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()),
                Math.toIntExact(PATIENCE.toMillis()));
        socket.getOutputStream()
                .write(Audience.request(Audience.Stage.flowcast(gateway.port()), story, after)
                        .getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether the gateway has given up writing to it, and has not yet closed it. */
    boolean slow() throws IOException, InterruptedException {
        URI metrics = gateway.uri("/q/metrics");
        return http.send(HttpRequest.newBuilder(metrics).timeout(PATIENCE).build(), BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("flowcast_stream_slow"))
                .anyMatch(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)) >= 1);
    }

    @Override
    public void close() {
        http.close();
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }
}
