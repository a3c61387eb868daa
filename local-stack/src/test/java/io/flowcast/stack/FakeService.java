package io.flowcast.stack;

import java.io.IOException;

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
        if (mode.equals("stubborn")) {
            Runtime.getRuntime().addShutdownHook(new Thread(FakeService::sleepForEver));
        }
        LocalServer.start(port)
                .on(
                        "/q/health/ready",
                        exchange -> exchange.sendResponseHeaders(mode.equals("unready") ? 503 : 200, -1));
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
