package io.flowcast.systemtests.harness;

import io.flowcast.stack.service.Service;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes bytes on, to the ready gateway with the fewest connections. A connection stays with its gateway for as long as
 * it lives: who keeps it open is not balanced again.
 */
final class TcpBalancer implements Balancer {
    private static final Duration CHECK = Duration.ofMillis(200);
    private static final int BACKLOG = 1_000;

    private static final class Backend {
        private final Service gateway;
        private final AtomicInteger open = new AtomicInteger();
        private volatile boolean ready;

        private Backend(Service gateway) {
            this.gateway = gateway;
            this.ready = gateway.isReady();
        }
    }

    private final ServerSocket server;
    private final List<Backend> backends;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private TcpBalancer(ServerSocket server, List<Backend> backends) {
        this.server = server;
        this.backends = backends;
    }

    static TcpBalancer start(List<Service> gateways) throws IOException {
        ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        TcpBalancer balancer =
                new TcpBalancer(server, gateways.stream().map(Backend::new).toList());
        Thread.ofPlatform().daemon().name("balancer").start(balancer::accept);
        for (Backend backend : balancer.backends) {
            Thread.ofVirtual().start(() -> balancer.check(backend));
        }
        return balancer;
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    @Override
    public boolean usesAll() {
        return backends.stream().allMatch(backend -> backend.ready);
    }

    @Override
    public void close() {
        closed = true;
        close(server);
        sockets.forEach(TcpBalancer::close);
    }

    private void check(Backend backend) {
        try {
            while (!closed) {
                backend.ready = backend.gateway.isReady();
                Thread.sleep(CHECK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = server.accept();
                sockets.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket client) {
        // One that did not say in time that it is ready may only be slow: better that one than none.
        List<Backend> candidates = backends.stream()
                .sorted(Comparator.comparing((Backend candidate) -> !candidate.ready)
                        .thenComparingInt(candidate -> candidate.open.get()))
                .toList();
        for (Backend backend : candidates) {
            try (Socket gateway = new Socket(InetAddress.getLoopbackAddress(), backend.gateway.port())) {
                serve(client, backend, gateway);
                return;
            } catch (IOException refused) {
                // The next one.
            }
        }
        end(client);
    }

    private void serve(Socket client, Backend backend, Socket gateway) {
        backend.open.incrementAndGet();
        sockets.add(gateway);
        Thread there = Thread.ofVirtual().start(() -> pump(client, gateway));
        try {
            pump(gateway, client);
            end(gateway);
            end(client);
            there.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            backend.open.decrementAndGet();
        }
    }

    /** Till either side ends; then both do. */
    private void pump(Socket from, Socket to) {
        byte[] bytes = new byte[4_096];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                out.write(bytes, 0, read);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            end(from);
            end(to);
        }
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        close(socket);
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // It is gone one way or another.
        }
    }
}
