package io.flowcast.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.gateway.AuthOn;
import io.flowcast.gateway.command.FakeExecutor;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that want what is none of theirs: other headers, other files, all of the memory. */
@QuarkusTest
@TestProfile(AuthOn.class)
@WithTestResource(RedisTestResource.class)
@WithTestResource(FakeExecutor.class)
@WithTestResource(AuthOn.Keys.class)
class HostileRequestsTest {
    private static final int PATIENCE_MILLIS = 30_000;

    @TestHTTPResource("/")
    URI base;

    private final String authorization =
            "Authorization: Bearer " + AuthOn.ISSUER.token("ann", "flowcast-operator", "flowcast-author") + "\r\n";

    @BeforeEach
    void forget() {
        FakeExecutor.SEEN.clear();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/workflow/executions/x%0d%0aX-Injected:%201 HTTP/1.1",
                "GET /api/workflow/executions?status=x%0d%0aX-Injected:%201 HTTP/1.1",
                "GET /api/workflow/executions/x/stream?lastEventId=1%0d%0aX-Injected:%201 HTTP/1.1",
                "GET /executions/x%0d%0aX-Injected:%201 HTTP/1.1",
                "GET /definitions/%0aX-Injected:%201 HTTP/1.1",
                "GET /assets/%0d%0aX-Injected:%201 HTTP/1.1",
                "DELETE /api/workflow/definitions/x%0d%0aX-Injected:%201 HTTP/1.1",
                "POST /api/workflow/executions/x%0d%0aX-Injected:%201/cancel HTTP/1.1",
                "POST /api/workflow/executions/x/rerun?version=1%0d%0aX-Injected:%201 HTTP/1.1",
                "BREW /api/workflow/%0d%0aX-Injected:%201 HTTP/1.1",
            })
    void noLineBreakOfATargetGetsIntoAHead(String line) throws IOException {
        String answer = raw(line + "\r\nHost: x\r\nConnection: close\r\n" + authorization + "\r\n");
        assertThat(head(answer)).doesNotContain("\nX-Injected").doesNotContain("\rX-Injected");
        assertThat(answer).doesNotStartWith("HTTP/1.1 500");
        assertThat(FakeExecutor.SEEN)
                .allSatisfy(seen -> assertThat(seen.path()).doesNotContain("\n").doesNotContain(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: https://app.test\rX-Injected: 1",
                "Idempotency-Key: k\rX-Injected: 1",
                "Last-Event-ID: 1\u0000X-Injected: 1",
                "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\rX-Injected: 1",
                "If-None-Match: \"x\"\u000bX-Injected: 1",
            })
    void noControlCharacterOfAHeaderGetsAnywhere(String header) throws IOException {
        String answer = raw("POST /api/workflow/executions/x/pause HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + authorization + "Content-Length: 0\r\n" + header + "\r\n\r\n");
        assertThat(head(answer)).doesNotContain("X-Injected");
        assertThat(answer).doesNotStartWith("HTTP/1.1 5");
        assertThat(FakeExecutor.SEEN).noneSatisfy(seen -> assertThat(seen.key()).contains("X-Injected"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../application.properties",
                "/..%2fapplication.properties",
                "/%2e%2e/%2e%2e/application.properties",
                "/assets/../../application.properties",
                "/assets/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
                "/assets/..%252f..%252f..%252fetc%252fpasswd",
                "/assets/..%5c..%5capplication.properties",
                "/assets/..%c0%af..%c0%afetc/passwd",
                "/assets/....//....//etc/passwd",
                "/assets/%2fetc%2fpasswd",
                "/assets//etc/passwd",
                "/assets/probe.js%00.html",
                "/assets/..;/..;/application.properties",
                "/executions/..%2f..%2f..%2fetc%2fpasswd",
                "/META-INF/openapi.yaml",
                "/META-INF/resources/index.html",
                "/q/swagger-ui/..%2f..%2fapplication.properties",
                "/q/swagger-ui/../../META-INF/microprofile-config.properties",
                "/q/openapi/..%2f..%2fapplication.properties",
                "http://x/application.properties",
                "file:///etc/passwd",
            })
    void noPathLeadsOutOfWhatIsServed(String path) throws IOException {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer)
                .as(path)
                .doesNotStartWith("HTTP/1.1 5")
                .doesNotContain("root:")
                .doesNotContain("quarkus.")
                .doesNotContain("openapi: 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"one long value", "many", "a long target", "a long name", "one that never ends"})
    void aHeadThatIsTooLargeIsRefused(String how) throws IOException {
        String start = "GET /api/workflow/session HTTP/1.1\r\nHost: x\r\n";
        String request = switch (how) {
            case "one long value" -> start + "X: " + "x".repeat(100_000) + "\r\n\r\n";
            case "many" -> start + "X: 1\r\n".repeat(20_000) + "\r\n";
            case "a long target" -> "GET /api/workflow/session?" + "x".repeat(100_000) + " HTTP/1.1\r\nHost: x\r\n\r\n";
            case "a long name" -> start + "x".repeat(100_000) + ": 1\r\n\r\n";
            default -> start + "X: " + "x".repeat(5_000_000);
        };
        assertThat(raw(request))
                .as(how)
                .matches(answer -> answer.isEmpty() || answer.matches("(?s)HTTP/1\\.[01] (400|414|431) .*"));
        assertThat(raw(start + "Connection: close\r\n" + authorization + "\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    /**
     * Rapid reset (CVE-2023-44487), a head that goes on for ever (CVE-2024-27316), and what has to be answered by one who does not read
     * the answers (CVE-2019-9512, CVE-2019-9515): the connection is over before it costs much.
     */
    @ParameterizedTest
    @ValueSource(strings = {"resets", "continuations", "settings", "pings"})
    void whatFloodsAConnectionOfHttp2EndsIt(String flood) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4_096);
            socket.connect(new InetSocketAddress(base.getHost(), base.getPort()));
            socket.setSoTimeout(PATIENCE_MILLIS);
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 16_384);
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(frame(4, 0, 0, new byte[0]));
            // :method GET, :scheme http, :path / of the static table, and :authority x
            byte[] head = {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'x'};
            boolean over = false;
            try {
                for (int i = 0; i < 2_000_000 && !over; i++) {
                    int stream = 2 * i + 1;
                    switch (flood) {
                        case "resets" -> {
                            out.write(frame(1, 5, stream, head));
                            out.write(frame(3, 0, stream, new byte[] {0, 0, 0, 8}));
                        }
                        case "continuations" ->
                            out.write(i == 0 ? frame(1, 1, 1, head) : frame(9, 0, 1, new byte[100]));
                        case "settings" -> out.write(frame(4, 0, 0, new byte[0]));
                        default -> out.write(frame(6, 0, 0, new byte[8]));
                    }
                    boolean reads = flood.equals("resets") || flood.equals("continuations");
                    over = reads && socket.getInputStream().available() > 0 && goneAway(socket);
                }
                out.flush();
            } catch (SocketException reset) {
                over = true;
            }
            assertThat(over).isTrue();
        }
        assertThat(raw("GET /api/workflow/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + authorization
                        + "\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    /** Whether, among what is there to be read, the server says so or ends the connection. */
    private static boolean goneAway(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        do {
            byte[] head = in.readNBytes(9);
            if (head.length < 9 || head[3] == 7) {
                return true;
            }
            in.skipNBytes(((head[0] & 0xff) << 16) | ((head[1] & 0xff) << 8) | (head[2] & 0xff));
        } while (in.available() > 0);
        return false;
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        byte[] frame = new byte[9 + payload.length];
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        frame[5] = (byte) (stream >> 24);
        frame[6] = (byte) (stream >> 16);
        frame[7] = (byte) (stream >> 8);
        frame[8] = (byte) stream;
        System.arraycopy(payload, 0, frame, 9, payload.length);
        return frame;
    }

    private static String head(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        return end < 0 ? answer : answer.substring(0, end);
    }

    /** What comes of it; nothing where the connection is cut. */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException cut) {
            return "";
        }
    }
}
