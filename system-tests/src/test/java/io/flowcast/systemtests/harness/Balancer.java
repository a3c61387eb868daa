package io.flowcast.systemtests.harness;

import io.flowcast.stack.service.Service;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Stands before the gateways and sends each connection to one that says that it is ready. */
public interface Balancer extends AutoCloseable {

    InetSocketAddress address();

    default String url() {
        return "http://localhost:" + address().getPort();
    }

    /** Whether it listens, and takes every gateway for ready. */
    boolean usesAll();

    @Override
    void close();

    /** Our own, which knows nothing of HTTP. */
    static Balancer tcp(List<Service> gateways) throws IOException {
        return TcpBalancer.start(gateways);
    }

    /** A real one, where it is installed. */
    static Optional<Balancer> haproxy(List<Service> gateways) {
        return Stream.of("/usr/sbin/haproxy", "/usr/local/sbin/haproxy", "/opt/homebrew/bin/haproxy")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .map(binary -> Haproxy.start(binary, gateways));
    }
}
