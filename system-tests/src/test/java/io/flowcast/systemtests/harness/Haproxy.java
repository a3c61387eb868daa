package io.flowcast.systemtests.harness;

import io.flowcast.stack.process.ChildCommand;
import io.flowcast.stack.process.ChildProcess;
import io.flowcast.stack.process.FreePorts;
import io.flowcast.stack.process.LogSink;
import io.flowcast.stack.process.Scratch;
import io.flowcast.stack.service.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** HAProxy as a child process: HTTP, least connections, readiness looked at three times a second. */
final class Haproxy implements Balancer {
    @SuppressWarnings("InlineFormatString") // a whole file
    private static final String CONFIGURATION = """
            global
              maxconn 8000
            defaults
              mode http
              timeout connect 2s
              timeout client 1h
              timeout server 1h
              timeout http-request 20s
              timeout check 5s
              option redispatch
              retries 3
            frontend streams
              bind 127.0.0.1:%d
              stats enable
              stats uri /balancer
              default_backend gateways
            backend gateways
              balance leastconn
              option httpchk GET /q/health/ready
              http-check expect status 200
            """;

    private final Scratch scratch;
    private final ChildProcess process;
    private final int port;
    private final int gateways;

    private Haproxy(Scratch scratch, ChildProcess process, int port, int gateways) {
        this.scratch = scratch;
        this.process = process;
        this.port = port;
        this.gateways = gateways;
    }

    static Haproxy start(Path binary, List<Service> gateways) {
        Scratch scratch = Scratch.create("haproxy");
        int port = FreePorts.next();
        StringBuilder configuration = new StringBuilder(CONFIGURATION.formatted(port));
        for (Service gateway : gateways) {
            configuration.append("  server %s 127.0.0.1:%d check inter 300ms fall 2 rise 1%n"
                    .formatted(gateway.name(), gateway.port()));
        }
        Path file = scratch.folder().resolve("haproxy.cfg");
        try {
            Files.writeString(file, configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = List.of(binary.toString(), "-db", "-f", file.toString());
        ChildProcess process =
                ChildProcess.start(new ChildCommand("haproxy", command, Map.of(), scratch.folder()), LogSink.NONE);
        return new Haproxy(scratch, process, port, gateways.size());
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public boolean usesAll() {
        HttpRequest statistics = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/balancer;csv"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            String lines = http.send(statistics, BodyHandlers.ofString()).body();
            return lines.lines()
                            .filter(line -> line.startsWith("gateways,") && !line.startsWith("gateways,BACKEND"))
                            .filter(line -> line.contains(",UP,"))
                            .count()
                    == gateways;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        process.close();
        scratch.close();
    }
}
