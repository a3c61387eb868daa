package io.flowcast.systemtests.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.harness.Guard;
import io.flowcast.systemtests.harness.StackExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that drip the head of a request, at both services. */
class SlowHeadsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.guarded();

    @Test
    void aHeadThatDripsIsCutOffThoughNeverIdleAndOneOnAKeptConnectionAsWell() throws Exception {
        for (Service service :
                List.of(FLOWCAST.stack().gateway(0), FLOWCAST.stack().executor(0))) {
            for (String before : List.of("", "GET /q/health/live HTTP/1.1\r\nHost: x\r\n\r\n")) {
                Duration held = held(service, before);
                assertThat(held)
                        .as("%s after \"%s\"", service.name(), before)
                        .isGreaterThanOrEqualTo(Guard.HEAD_TIMEOUT)
                        .isLessThan(PATIENCE);
            }
        }
    }

    /** How long a connection is held that gets a letter now and then. */
    private static Duration held(Service service, String before) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.getOutputStream().write(before.getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout((int) PATIENCE.toMillis());
            for (boolean answered = before.isEmpty(); !answered; ) {
                answered = socket.getInputStream().read(new byte[4_096]) > 0;
            }
            socket.setSoTimeout(200);
            long begun = System.nanoTime();
            socket.getOutputStream().write("GET /".getBytes(StandardCharsets.US_ASCII));
            while (System.nanoTime() - begun < PATIENCE.toNanos() && !over(socket)) {
                socket.getOutputStream().write('x');
            }
            return Duration.ofNanos(System.nanoTime() - begun);
        } catch (SocketException reset) {
            throw new AssertionError("cut off before it was looked at", reset);
        }
    }

    private static boolean over(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }
}
