package io.flowcast.gateway.sse;

import io.flowcast.events.ExecutionId;
import io.flowcast.gateway.auth.Admission;
import io.flowcast.gateway.limit.Clients;
import io.flowcast.gateway.limit.Places;
import io.flowcast.gateway.limit.Verdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Takes some hundreds of streams of its own before it says that it is ready: the thousands that come to a replica that was
 * just started would else be served by code that is not compiled yet, by which some of them would wait for seconds. They
 * come to a port of their own on the loopback address, which is closed then, and follow executions that nobody knows.
 */
@Readiness
@ApplicationScoped
class WarmUp implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(WarmUp.class);
    /** However slow the machine, and whether or not Redis answers: to be cold is no reason not to serve. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int EXECUTIONS = 8;
    private static final String SYNCED = "event: stream.synced";

    private final Vertx vertx;
    private final Streams streams;
    private final Places places;
    private final Clients clients;
    private volatile boolean over;

    WarmUp(Vertx vertx, Streams streams, Places places, Clients clients) {
        this.vertx = vertx;
        this.streams = streams;
        this.places = places;
        this.clients = clients;
    }

    void begin(@Observes StartupEvent start) {
        over = streams.config().warmUp() == 0;
        if (!over) {
            Thread.ofPlatform().name("flowcast-warm-up").daemon().start(this::run);
        }
    }

    void end(@Observes ShutdownEvent end) {
        over = true;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("warm").status(over).build();
    }

    private void run() {
        long begun = System.nanoTime();
        int served = 0;
        try {
            Streams rehearsed = streams.rehearsed(new SimpleMeterRegistry());
            HttpServer server = server(rehearsed);
            try {
                served = serve(server.actualPort(), begun + LONGEST.toNanos());
            } finally {
                server.close();
                rehearsed.endAll();
            }
        } catch (IOException | CompletionException failed) {
            LOG.infof("not warmed up: %s", failed.getMessage());
        } finally {
            over = true;
        }
        LOG.infof("%d streams to warm up took %d ms", served, (System.nanoTime() - begun) / 1_000_000);
    }

    private HttpServer server(Streams rehearsed) {
        Router router = Router.router(vertx);
        router.get("/:id").handler(exchange -> join(exchange, rehearsed));
        return vertx.createHttpServer(new HttpServerOptions()
                        .setHost(InetAddress.getLoopbackAddress().getHostAddress())
                        .setPort(0))
                .requestHandler(router)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** As {@link StreamRoute} does, for everybody. */
    private void join(RoutingContext exchange, Streams rehearsed) {
        try {
            StreamRequest request = StreamRequest.execution(exchange.pathParam("id"), exchange.request());
            places.ask(clients.of(exchange.request(), null), request.ids(), verdict -> {
                if (verdict instanceof Verdict.Granted granted) {
                    StreamLoop loop = rehearsed.here();
                    Connection connection = new Connection(
                            exchange.request(), loop, request, Admission.EVERYBODY, Long.MAX_VALUE, granted.place());
                    loop.join(request, connection, exchange);
                } else {
                    exchange.response().setStatusCode(503).end();
                }
            });
        } catch (StreamRequest.Malformed malformed) {
            exchange.response().setStatusCode(400).end();
        }
    }

    private int serve(int port, long deadline) throws IOException {
        List<ExecutionId> executions = IntStream.range(0, EXECUTIONS)
                .mapToObj(number -> new ExecutionId(0, "%026d".formatted(number + 1)))
                .toList();
        int most = streams.config().warmUp();
        int served = 0;
        while (served < most && !over && System.nanoTime() < deadline) {
            follow(port, executions.get(served / 10 % EXECUTIONS), served % 2 == 0);
            served++;
        }
        return served;
    }

    /** Leaves when it has got all that there is. */
    private static void follow(int port, ExecutionId execution, boolean comesBack) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
            socket.setSoLinger(true, 0);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), socket.getSoTimeout());
            String cursor = comesBack ? "Last-Event-ID: " + RehearsedLog.cursor() + "\r\n" : "";
            socket.getOutputStream()
                    .write(("GET /" + execution + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                                    + cursor + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            StringBuilder text = new StringBuilder();
            byte[] bytes = new byte[1 << 12];
            while (text.indexOf(SYNCED) < 0) {
                int read = socket.getInputStream().read(bytes);
                if (read < 0) {
                    throw new IOException("a stream ended before it had begun: " + text);
                }
                text.append(new String(bytes, 0, read, StandardCharsets.US_ASCII));
            }
        }
    }
}
