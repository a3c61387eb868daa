package io.flowcast.stack.bench;

import io.flowcast.stack.process.ChildCommand;
import io.flowcast.stack.process.ChildProcess;
import io.flowcast.stack.process.FreePorts;
import io.flowcast.stack.process.LogSink;
import io.flowcast.stack.process.Scratch;
import io.flowcast.stack.redis.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * nginx with Nchan, one worker, on the core of what is measured. Its messages go through Redis, as they do where there are
 * several of it.
 *
 * @see <a href="https://nchan.io/">Nchan</a>
 */
final class Nchan implements AutoCloseable {

    private static final List<Path> MODULES = List.of(
            Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so"),
            Path.of("/usr/lib64/nginx/modules/ngx_nchan_module.so"),
            Path.of("/opt/homebrew/lib/nginx/modules/ngx_nchan_module.so"));
    private static final List<Path> PROGRAMS =
            List.of(Path.of("/usr/sbin/nginx"), Path.of("/usr/bin/nginx"), Path.of("/opt/homebrew/bin/nginx"));
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration PROBE = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(5);

    /** It refuses some of thousands who come at once. */
    private static final int ATTEMPTS = 10;

    @SuppressWarnings("InlineFormatString") // a whole file
    private static final String CONFIGURATION = """
            daemon off;
            worker_processes 1;
            worker_rlimit_nofile %1$d;
            error_log stderr error;
            pid %2$s/nginx.pid;
            load_module %3$s;
            events { worker_connections %4$d; }
            http {
              access_log off;
              client_body_temp_path %2$s/body;
              proxy_temp_path %2$s/proxy;
              fastcgi_temp_path %2$s/fastcgi;
              uwsgi_temp_path %2$s/uwsgi;
              scgi_temp_path %2$s/scgi;
              keepalive_requests 100000000;
              nchan_shared_memory_size 256m;
              upstream redis { nchan_redis_server %5$s; }
              server {
                listen 127.0.0.1:%6$d backlog=4096;
                location ~ ^/pub/(.+)$ {
                  nchan_publisher http;
                  nchan_channel_id $1;
                  nchan_redis_pass redis;
                  nchan_message_buffer_length 200;
                }
                location ~ ^/sub/(.+)$ {
                  nchan_subscriber eventsource;
                  nchan_channel_id $1;
                  nchan_redis_pass redis;
                  nchan_subscriber_first_message newest;
                }
              }
            }
            """;

    private final Scratch scratch;
    private final ChildProcess process;
    private final int port;

    private Nchan(Scratch scratch, ChildProcess process, int port) {
        this.scratch = scratch;
        this.process = process;
        this.port = port;
    }

    /** Empty where it is not installed. */
    static Optional<Nchan> start(Cores cores, RedisServer redis, int files) throws IOException, InterruptedException {
        Optional<Path> program = PROGRAMS.stream().filter(Files::isExecutable).findFirst();
        Optional<Path> module = MODULES.stream().filter(Files::isReadable).findFirst();
        if (program.isEmpty() || module.isEmpty()) {
            return Optional.empty();
        }
        Scratch scratch = Scratch.create("nchan");
        int port = FreePorts.next();
        Path configuration = scratch.folder().resolve("nginx.conf");
        Files.writeString(
                configuration,
                CONFIGURATION.formatted(files, scratch.folder(), module.get(), files - 200, redis.url(), port));
        List<String> command = new ArrayList<>(cores.measured());
        command.addAll(
                List.of(program.get().toString(), "-p", scratch.folder().toString(), "-c", configuration.toString()));
        ChildProcess process =
                ChildProcess.start(new ChildCommand("nginx", command, Map.of(), scratch.folder()), LogSink.NONE);
        Nchan started = new Nchan(scratch, process, port);
        started.awaitReady();
        return Optional.of(started);
    }

    /** Until it takes messages, which it does not before it has found its Redis. */
    private void awaitReady() throws IOException, InterruptedException {
        HttpRequest probe = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/pub/ready"))
                .timeout(PROBE)
                .POST(HttpRequest.BodyPublishers.ofString("?"))
                .build();
        long end = System.nanoTime() + START.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (System.nanoTime() < end && process.isAlive()) {
                try {
                    int status = http.send(probe, HttpResponse.BodyHandlers.discarding())
                            .statusCode();
                    if (status / 100 == 2 && worker().isPresent()) {
                        return;
                    }
                } catch (IOException notYet) {
                    // Asked again below.
                }
                Thread.sleep(20);
            }
        }
        String log = String.join("\n", process.log());
        close();
        throw new IOException("nginx with Nchan does not get ready: " + log);
    }

    int port() {
        return port;
    }

    /** Of the process that serves. */
    long pid() {
        return worker().orElseThrow(() -> new IllegalStateException("nginx has no worker"))
                .pid();
    }

    private Optional<ProcessHandle> worker() {
        return ProcessHandle.of(process.pid())
                .flatMap(master -> master.children().findFirst());
    }

    Audience.Stage stage() {
        return new Audience.Stage("127.0.0.1", port, "/sub/%s", "\"seq\":", ATTEMPTS);
    }

    @Override
    public void close() {
        process.terminate(STOP);
        scratch.close();
    }
}
