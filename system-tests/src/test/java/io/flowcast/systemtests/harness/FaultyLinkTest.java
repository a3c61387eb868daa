package io.flowcast.systemtests.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flowcast.systemtests.harness.FaultyLink.End;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A link does what networks do, and as each end would see it. */
class FaultyLinkTest {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int MOMENT_MILLIS = 200;

    private ServerSocket server;
    private FaultyLink link;
    private Socket client;
    private Socket served;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        link = FaultyLink.to(server.getLocalPort());
        client = new Socket(InetAddress.getLoopbackAddress(), link.port());
        client.setSoTimeout(PATIENCE_MILLIS);
        served = server.accept();
        served.setSoTimeout(PATIENCE_MILLIS);
        passes(client, served);
        passes(served, client);
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        client.close();
        served.close();
        server.close();
    }

    @Test
    void aResetEndsBothEnds() {
        link.reset();

        assertThatThrownBy(() -> readOrFail(client)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> readOrFail(served)).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsSwallowedComesLater() throws IOException {
        link.swallow(true);
        client.getOutputStream().write(7);
        served.setSoTimeout(MOMENT_MILLIS);
        assertThatThrownBy(() -> served.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

        link.heal();

        served.setSoTimeout(PATIENCE_MILLIS);
        assertThat(served.getInputStream().read()).isEqualTo(7);
    }

    @Test
    void whatIsLostComesLaterAndInOrder() throws IOException {
        link.lose(100);
        long begin = System.nanoTime();
        for (int i = 1; i <= 3; i++) {
            passes(client, served);
        }

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(600));
    }

    @Test
    void aClientThatIsGoneIsStillThereForItsServerTillAllIsWell() throws IOException {
        link.halfOpen(End.CLIENT);

        assertThatThrownBy(() -> readOrFail(client)).isInstanceOf(IOException.class);
        served.setSoTimeout(MOMENT_MILLIS);
        served.getOutputStream().write(7);
        assertThatThrownBy(() -> served.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

        link.heal();

        served.setSoTimeout(PATIENCE_MILLIS);
        assertThatThrownBy(() -> readOrFail(served)).isInstanceOf(IOException.class);
    }

    @Test
    void aServerThatIsGoneIsStillThereForItsClientTillAllIsWell() throws IOException {
        link.halfOpen(End.SERVER);

        assertThatThrownBy(() -> readOrFail(served)).isInstanceOf(IOException.class);
        client.setSoTimeout(MOMENT_MILLIS);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

        link.heal();

        client.setSoTimeout(PATIENCE_MILLIS);
        assertThatThrownBy(() -> readOrFail(client)).isInstanceOf(IOException.class);
    }

    @Test
    void whoeverComesWhileItRefusesIsTurnedAwayAndLaterNot() throws IOException {
        link.refuse(true);
        try (Socket refused = new Socket(InetAddress.getLoopbackAddress(), link.port())) {
            refused.setSoTimeout(PATIENCE_MILLIS);
            assertThatThrownBy(() -> readOrFail(refused)).isInstanceOf(IOException.class);
        }

        link.heal();

        await().untilAsserted(() -> {
            try (Socket again = new Socket(InetAddress.getLoopbackAddress(), link.port());
                    Socket accepted = server.accept()) {
                passes(again, accepted);
            }
        });
    }

    /** Its end counts as a failure. */
    private static void readOrFail(Socket socket) throws IOException {
        if (socket.getInputStream().read() < 0) {
            throw new IOException("ended");
        }
    }

    private static void passes(Socket from, Socket to) throws IOException {
        from.getOutputStream().write(42);
        assertThat(to.getInputStream().read()).isEqualTo(42);
    }
}
