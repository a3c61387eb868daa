package io.flowcast.executor.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.flowcast.node.NodeResult;
import io.flowcast.node.testing.RecordingContext;
import io.flowcast.service.testing.SelfSigned;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a server whose certificate nobody but itself signed. */
@Timeout(30)
class TlsTest {

    @TempDir
    Path dir;

    private HttpsServer server;
    private Path certificate;

    @BeforeEach
    void start() throws Exception {
        SelfSigned signed = SelfSigned.in(dir, "ip:127.0.0.1");
        certificate = Files.writeString(dir.resolve("ca.pem"), signed.pem());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(signed.store(), SelfSigned.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private NodeResult call(TestHttpConfig config, String host) throws Exception {
        try (HttpCalls calls = new HttpCalls(config)) {
            return new HttpNode(calls)
                    .run(new RecordingContext(Map.of(
                            "url", "https://" + host + ":" + server.getAddress().getPort() + "/")));
        }
    }

    @Test
    void aServerNobodyVouchesForIsRefused() throws Exception {
        NodeResult.Failure failure = (NodeResult.Failure) call(new TestHttpConfig(), "127.0.0.1");

        assertThat(failure.problem().type()).isEqualTo("communication");
        assertThat(failure.problem().detail()).containsIgnoringCase("certif");
    }

    @Test
    void aCertificateOfTheSettingsIsTrusted() throws Exception {
        assertThat(call(new TestHttpConfig().trusted(certificate), "127.0.0.1")).isInstanceOf(NodeResult.Output.class);
    }

    @Test
    void aCertificateOfAnotherHostIsNot() throws Exception {
        NodeResult.Failure failure = (NodeResult.Failure)
                call(new TestHttpConfig().trusted(certificate).allow("127.0.0.0/8", "::1"), "localhost");

        assertThat(failure.problem().type()).isEqualTo("communication");
        assertThat(failure.problem().detail()).contains("localhost");
    }

    @Test
    void aFileWithoutCertificatesStopsTheStart() throws Exception {
        Path empty = Files.writeString(dir.resolve("empty.pem"), "");

        assertThatThrownBy(() -> new HttpCalls(new TestHttpConfig().trusted(empty)))
                .hasMessageContaining("empty.pem");
        assertThatThrownBy(() -> new HttpCalls(new TestHttpConfig().trusted(dir.resolve("none.pem"))))
                .hasMessageContaining("none.pem");
    }
}
