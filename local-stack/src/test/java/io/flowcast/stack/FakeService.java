package io.flowcast.stack;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** Stands in for a service: answers its readiness, and misbehaves as {@code fake.mode} says. */
public final class FakeService {
    private FakeService() {}

    public static void main(String[] arguments) throws IOException {
        String mode = System.getProperty("fake.mode", "");
        if (mode.equals("crash")) {
            System.err.println("no disk, no service");
            System.exit(3);
        }
        int port = Integer.getInteger("quarkus.http.port");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(mode.equals("unready") ? 503 : 200, -1);
            exchange.close();
        });
        if (mode.equals("stubborn")) {
            Runtime.getRuntime().addShutdownHook(new Thread(FakeService::sleepForEver));
        }
        server.start();
        System.out.println("serving on " + port + ", executors " + System.getProperty("flowcast.gateway.executors")
                + ", redis " + System.getenv("REDIS_URL"));
    }

    private static void sleepForEver() {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
