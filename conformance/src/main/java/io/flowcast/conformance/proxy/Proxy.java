package io.flowcast.conformance.proxy;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A proxy as a child process, on a free port of the loopback interface, in front of a server. */
public final class Proxy implements AutoCloseable {
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
              server {
                listen 127.0.0.1:PORT;
                location / { proxy_pass SCHEME://SERVER; EXTRA }
                location FORBIDDEN { return 403; }
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
              http-request deny deny_status 403 if { path_beg FORBIDDEN }
              default_backend server
            backend server
              server one SERVER TLS EXTRA
            """;

    private final Process process;
    private final int port;
    private final Path folder;

    private Proxy(Process process, int port, Path folder) {
        this.process = process;
        this.port = port;
        this.folder = folder;
    }

    /** Empty where it is not installed. */
    public static Optional<Proxy> start(ProxyKind kind, URI server, Duration patience)
            throws IOException, InterruptedException {
        return start(kind, server, "/forbidden-by-the-proxy", patience);
    }

    /** One that refuses whatever begins with this path, with 403. */
    public static Optional<Proxy> start(ProxyKind kind, URI server, String forbidden, Duration patience)
            throws IOException, InterruptedException {
        Optional<Path> program = installed(kind.program());
        if (program.isEmpty()) {
            return Optional.empty();
        }
        boolean nginx = kind.program().equals("nginx");
        boolean secure = "https".equalsIgnoreCase(server.getScheme());
        int serverPort = server.getPort() >= 0 ? server.getPort() : secure ? 443 : 80;
        Path folder = Files.createTempDirectory("conformance");
        int port = freePort();
        Path file = Files.writeString(
                folder.resolve("proxy.conf"),
                (nginx ? NGINX : HAPROXY)
                        .replace("FORBIDDEN", forbidden)
                        .replace("DIR", folder.toString())
                        .replace("PORT", Integer.toString(port))
                        .replace("EXTRA", kind.extra())
                        .replace("SCHEME", secure ? "https" : "http")
                        .replace("SERVER", server.getHost() + ":" + serverPort)
                        .replace("TLS", secure ? "ssl verify none sni str(" + server.getHost() + ")" : ""));
        List<String> command = nginx
                ? List.of(program.get().toString(), "-p", folder.toString(), "-e", "stderr", "-c", file.toString())
                : List.of(program.get().toString(), "-db", "-f", file.toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Proxy proxy = new Proxy(process, port, folder);
        proxy.awaitListening(patience);
        return Optional.of(proxy);
    }

    private void awaitListening(Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!listens()) {
            boolean over = process.waitFor(20, TimeUnit.MILLISECONDS);
            if (over || System.nanoTime() > deadline) {
                String log = Files.readString(folder.resolve("log"));
                close();
                throw new IOException("the proxy did not start: " + log);
            }
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The same address, asked through it. */
    public URI before(URI url) {
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return URI.create("http://127.0.0.1:" + port + url.getRawPath() + query);
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
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
