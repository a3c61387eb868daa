package io.flowcast.gateway.stream;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flowcast.gateway.Eventually;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real proxy in front of the gateway that compresses whatever it may; tests are skipped where it is not installed. */
final class Proxy implements AutoCloseable {

    /** Which, and how it talks to the gateway. */
    enum Way {
        /** As it comes: HTTP/1.0 to the gateway, answers are buffered. */
        NGINX,
        NGINX_HTTP_1_1,
        HAPROXY,
        HAPROXY_HTTP_2;

        private String program() {
            return this == NGINX || this == NGINX_HTTP_1_1 ? "nginx" : "haproxy";
        }
    }

    private static final String NGINX = """
            daemon off;
            master_process off;
            pid DIR/nginx.pid;
            error_log stderr error;
            events { worker_connections 128; }
            http {
              access_log off;
              client_body_temp_path DIR/body; proxy_temp_path DIR/proxy; fastcgi_temp_path DIR/fastcgi;
              uwsgi_temp_path DIR/uwsgi; scgi_temp_path DIR/scgi;
              gzip on; gzip_types *; gzip_proxied any; gzip_min_length 0;
              server {
                listen 127.0.0.1:PORT;
                location / { proxy_pass http://127.0.0.1:GATEWAY; EXTRA }
              }
            }
            """;
    private static final String HAPROXY = """
            defaults
              mode http
              timeout connect 10s
              timeout client 60s
              timeout server 60s
              compression algo gzip
              compression type text/event-stream application/json
            frontend front
              bind 127.0.0.1:PORT
              default_backend gateway
            backend gateway
              server one 127.0.0.1:GATEWAY EXTRA
            """;

    private final Process process;
    private final int port;
    private final Path dir;

    private Proxy(Process process, int port, Path dir) {
        this.process = process;
        this.port = port;
        this.dir = dir;
    }

    static Proxy start(Way way, int gateway) throws IOException {
        Optional<Path> program = installed(way.program());
        assumeTrue(program.isPresent(), way.program() + " is not installed");
        Path dir = Files.createTempDirectory("flowcast-proxy");
        int port = freePort();
        String extra = switch (way) {
            case NGINX, HAPROXY -> "";
            case NGINX_HTTP_1_1 -> "proxy_http_version 1.1; proxy_set_header Connection '';";
            case HAPROXY_HTTP_2 -> "proto h2";
        };
        String template = way.program().equals("nginx") ? NGINX : HAPROXY;
        Path config = Files.writeString(
                dir.resolve("proxy.conf"),
                template.replace("DIR", dir.toString())
                        .replace("PORT", Integer.toString(port))
                        .replace("GATEWAY", Integer.toString(gateway))
                        .replace("EXTRA", extra));
        String[] command = way.program().equals("nginx")
                ? new String[] {program.get().toString(), "-p", dir.toString(), "-e", "stderr", "-c", config.toString()}
                : new String[] {program.get().toString(), "-db", "-f", config.toString()};
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("log").toFile())
                .start();
        Proxy proxy = new Proxy(process, port, dir);
        Eventually.await().until(proxy::listens);
        return proxy;
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    private boolean listens() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException(Files.readString(dir.resolve("log")));
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static Optional<Path> installed(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Arrays.stream(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
