package io.flowcast.executor.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.flowcast.events.Problem;
import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import io.flowcast.node.testing.RecordingContext;
import io.flowcast.stack.LocalServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class HttpNodeTest {

    private record Seen(String method, String path, Map<String, List<String>> headers, String body) {}

    private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private LocalServer server;
    private HttpCalls calls;
    private HttpNode node;

    @BeforeEach
    void start() {
        server = LocalServer.start();
        server.on("/json", exchange -> answer(exchange, 200, "application/json", "{\"score\": 0.5}"));
        server.on("/deep", exchange -> answer(exchange, 200, "application/json", "[".repeat(100) + "]".repeat(100)));
        server.on("/text", exchange -> answer(exchange, 200, "text/plain", "hello"));
        server.on("/empty", exchange -> answer(exchange, 204, "text/plain", ""));
        server.on("/broken", exchange -> answer(exchange, 503, "text/plain", "try later"));
        server.on("/wrong", exchange -> answer(exchange, 422, "application/json", "{\"why\": 1}"));
        server.on("/large", exchange -> answer(exchange, 200, "text/plain", "x".repeat(1_001)));
        server.on("/away", exchange -> {
            exchange.getResponseHeaders().add("Location", "http://169.254.169.254/latest/meta-data/");
            answer(exchange, 302, "text/plain", "");
        });
        server.on("/to", exchange -> {
            String query = exchange.getRequestURI().getQuery();
            exchange.getResponseHeaders().add("Location", query.substring(query.indexOf(',') + 1));
            answer(exchange, Integer.parseInt(query.substring(0, query.indexOf(','))), "text/plain", "");
        });
        server.on("/busy", exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "7");
            answer(exchange, 429, "text/plain", "slow down");
        });
        server.on("/drip", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 0);
                while (!stopped.await(20, TimeUnit.MILLISECONDS)) {
                    exchange.getResponseBody().write('.');
                    exchange.getResponseBody().flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.on("/round", exchange -> {
            exchange.getResponseHeaders().add("Location", "/round");
            answer(exchange, 302, "text/plain", "");
        });
        server.on("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (stopped.getCount() > 0) {
                exchange.getResponseBody().write(new byte[1_000]);
            }
        });
        server.on("/zipped", exchange -> {
            String[] how = exchange.getRequestURI().getQuery().split("x", -1);
            byte[] bytes = new byte[Integer.parseInt(how[0])];
            StringBuilder codings = new StringBuilder();
            for (int i = 0; i < Integer.parseInt(how[1]); i++) {
                bytes = zipped(bytes);
                codings.append(i == 0 ? "gzip" : ", gzip");
            }
            try (exchange) {
                exchange.getResponseHeaders().add("Content-Encoding", codings.toString());
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.on("/headers", exchange -> {
            exchange.getResponseHeaders().add("X-Long", "x".repeat(100_000));
            answer(exchange, 200, "text/plain", "");
        });
        server.on("/silent", exchange -> {
            seen.add(new Seen("", "", Map.of(), ""));
            try {
                stopped.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        calls = new HttpCalls(new TestHttpConfig());
        node = new HttpNode(calls);
    }

    @AfterEach
    void stop() throws IOException {
        stopped.countDown();
        calls.close();
        server.close();
    }

    private void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        seen.add(new Seen(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                Map.copyOf(exchange.getRequestHeaders()),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        LocalServer.answer(exchange, status, type, body);
    }

    private NodeResult call(Map<String, @Nullable Object> settings) throws InterruptedException {
        return node.run(context(settings));
    }

    private NodeResult get(String path) throws InterruptedException {
        return call(Map.of("url", url(path)));
    }

    private String url(String path) {
        return server.url() + path;
    }

    private static Problem problem(NodeResult result) {
        assertThat(result).isInstanceOf(NodeResult.Failure.class);
        return ((NodeResult.Failure) result).problem();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> output(NodeResult result) {
        assertThat(result).isInstanceOf(NodeResult.Output.class);
        return (Map<String, Object>) ((NodeResult.Output) result).value();
    }

    @Test
    void givesStatusHeadersAndTheBodyAsAValue() throws InterruptedException {
        Map<String, Object> output = output(get("/json"));

        assertThat(output).containsEntry("status", 200).containsEntry("body", Map.of("score", 0.5));
        assertThat(output.get("headers"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("content-type", "application/json");
    }

    @Test
    void givesOtherBodiesAsTextAndNoneAsNull() throws InterruptedException {
        assertThat(output(get("/text"))).containsEntry("body", "hello");
        assertThat(output(get("/empty"))).containsEntry("status", 204).containsEntry("body", null);
    }

    @Test
    void sendsMethodQueryHeadersAndBodyWithAStableIdempotencyKey() throws InterruptedException {
        call(Map.of(
                "method", "PUT",
                "url", url("/json?a=1"),
                "query", Map.of("b", "x y"),
                "headers", Map.of("X-Trace", "7"),
                "body", Map.of("order", 5)));

        Seen request = seen.take();
        assertThat(request.method()).isEqualTo("PUT");
        assertThat(request.path()).isEqualTo("/json?a=1&b=x%20y");
        assertThat(request.body()).isEqualTo("{\"order\":5}");
        assertThat(request.headers().get("X-trace")).containsExactly("7");
        assertThat(request.headers().get("Content-type").getFirst()).startsWith("application/json");
        assertThat(request.headers().get("Idempotency-key"))
                .containsExactly("wf_exec_0_01JD8Q4GZ3T9X6N2R5V7W1Y0AB:node");
    }

    @Test
    void failsByTheClassOfTheAnswer() throws InterruptedException {
        assertThat(problem(get("/broken")))
                .extracting(Problem::type, Problem::status, Problem::detail)
                .containsExactly("server", 503, "try later");
        assertThat(problem(get("/wrong")))
                .extracting(Problem::type, Problem::status)
                .containsExactly("client", 422);
    }

    @Test
    void refusesAnswersThatAreTooLarge() throws InterruptedException {
        assertThat(problem(get("/large"))).extracting(Problem::type).isEqualTo("validation");
    }

    @Test
    void refusesAnswersThatNestTooDeep() throws InterruptedException {
        assertThat(problem(get("/deep")))
                .extracting(Problem::type, Problem::title)
                .containsExactly("validation", "Answer nests too deep");
    }

    @Test
    void readsNoMoreOfAnAnswerOnceItIsTooLarge() throws InterruptedException {
        assertThat(problem(get("/endless"))).extracting(Problem::title).isEqualTo("Answer too large");
        assertThat(output(get("/text"))).containsEntry("body", "hello");
    }

    /** Ten million bytes in ten thousand, and those in some dozen. */
    @Test
    void unpacksNoMoreOfAnAnswerThanItMayHave() throws InterruptedException {
        assertThat(output(get("/zipped?500x1")).get("body")).asString().hasSize(500);
        assertThat(problem(get("/zipped?10000000x1")))
                .extracting(Problem::title)
                .isEqualTo("Answer too large");
        assertThat(problem(get("/zipped?10000000x2")))
                .extracting(Problem::title)
                .isEqualTo("Answer coded twice");
        assertThat(problem(get("/zipped?10000000x40")))
                .extracting(Problem::title)
                .isEqualTo("Answer coded twice");
    }

    private static byte[] zipped(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Injected: 1", "a\nX-Injected: 1", "a\rX", "a\0", "a\u0085X", "a\u010dX"})
    void letsNoLineBreakIntoAHeader(String value) throws InterruptedException {
        assertThat(problem(call(Map.of("url", url("/json"), "headers", Map.of("X-Value", value))))
                        .detail())
                .contains("X-Value")
                .doesNotContain("Injected");
        assertThat(problem(call(Map.of("url", url("/json"), "headers", Map.of("X-" + value, "1"))))
                        .type())
                .isEqualTo("validation");
        assertThat(seen).isEmpty();
    }

    @Test
    void refusesHeadersThatAreTooLarge() throws InterruptedException {
        assertThat(problem(get("/headers"))).extracting(Problem::type).isEqualTo("communication");
    }

    @Test
    void tellsNothingOfTheSettingsInItsErrors() throws InterruptedException {
        assertThat(problem(call(Map.of("url", "http://h/ ?key=secret"))).detail())
                .doesNotContain("secret");
        assertThat(problem(call(Map.of("url", "ftp://me:secret@h/"))).detail()).doesNotContain("secret");
        assertThat(problem(call(Map.of("url", url("/json"), "headers", "secret")))
                        .detail())
                .doesNotContain("secret");
    }

    @Test
    void followsNoRedirectToAnAddressThatIsNotAllowed() throws InterruptedException {
        assertThat(problem(get("/away"))).extracting(Problem::title).isEqualTo("Address not allowed");
    }

    @Test
    void followsRedirectsForAWhileOnly() throws InterruptedException {
        assertThat(problem(get("/round"))).extracting(Problem::type).isEqualTo("communication");
        assertThat(seen).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void sendsFormsAndLists() throws InterruptedException {
        call(Map.of("url", url("/json"), "query", Map.of("a", List.of(1, "x y")), "form", Map.of("b", "ä&=", "c", 2)));

        Seen request = seen.take();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).contains("a=1").contains("a=x%20y");
        assertThat(request.headers().get("Content-type")).containsExactly("application/x-www-form-urlencoded");
        assertThat(request.body().split("&")).containsExactlyInAnyOrder("b=%C3%A4%26%3D", "c=2");
    }

    @Test
    void sendsTextAsTheAuthorSaysWhatItIs() throws InterruptedException {
        call(Map.of("url", url("/json"), "body", "<a/>", "headers", Map.of("Content-Type", "application/xml")));
        call(Map.of("url", url("/json"), "body", "plain"));
        call(Map.of("url", url("/json"), "body", true));

        assertThat(seen.take().headers().get("Content-type")).containsExactly("application/xml");
        assertThat(seen.take().headers().get("Content-type").getFirst()).startsWith("text/plain");
        assertThat(seen.take().body()).isEqualTo("true");
    }

    @Test
    void takesTheAnswersThatTheAuthorExpectsAndNoOthers() throws InterruptedException {
        assertThat(output(call(Map.of("url", url("/wrong"), "expect", 422)))).containsEntry("status", 422);
        assertThat(output(call(Map.of("url", url("/wrong"), "expect", List.of(200, "4xx")))))
                .containsEntry("status", 422);
        assertThat(problem(call(Map.of("url", url("/json"), "expect", "204"))))
                .extracting(Problem::type, Problem::status)
                .containsExactly("client", 200);
        assertThat(output(call(Map.of("url", url("/to?302,/json"), "expect", "3xx"))))
                .containsEntry("status", 302);
    }

    @Test
    void saysWhenToTryAgain() throws InterruptedException {
        NodeResult.Failure failure = (NodeResult.Failure) get("/busy");

        assertThat(failure.problem().type()).as("what passes by itself").isEqualTo("server");
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void followsARedirectWithTheAuthorsHeadersWithinAnOriginOnly() throws Exception {
        try (LocalServer other =
                LocalServer.start().on("/", exchange -> answer(exchange, 200, "text/plain", "there"))) {
            String there = other.url() + "/";
            Map<String, String> headers =
                    Map.of("Authorization", "Bearer x", "X-Api-Key", "y", "Accept-Language", "de", "Cookie", "z");

            call(Map.of("url", url("/to?302,/json"), "headers", headers));
            call(Map.of("url", url("/to?302," + there), "headers", headers));

            seen.take();
            assertThat(seen.take().headers()).containsKeys("Authorization", "X-api-key", "Cookie");
            seen.take();
            assertThat(seen.take().headers())
                    .containsKeys("Accept-language", "Idempotency-key")
                    .doesNotContainKeys("Authorization", "X-api-key", "Cookie");
            assertThat(problem(call(Map.of("url", url("/to?307," + there), "body", "for the first alone")))
                            .title())
                    .isEqualTo("Redirected elsewhere");
            seen.take();
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void repeatsTheBodyOrNotAsTheRedirectSays() throws InterruptedException {
        call(Map.of("url", url("/to?307,/json"), "body", "kept"));
        call(Map.of("url", url("/to?303,/json"), "method", "PUT", "body", "gone"));
        call(Map.of("url", url("/to?302,/json"), "body", "gone"));

        seen.take();
        assertThat(seen.take()).extracting(Seen::method, Seen::body).containsExactly("POST", "kept");
        for (int i = 0; i < 2; i++) {
            seen.take();
            assertThat(seen.take()).extracting(Seen::method, Seen::body).containsExactly("GET", "");
        }
    }

    @Test
    void followsNoRedirectThatLeadsNowhere() throws InterruptedException {
        for (String target : List.of("ftp://127.0.0.1/", "http://u:p@127.0.0.1/", "mailto:a@b")) {
            assertThat(problem(get("/to?302," + target)))
                    .extracting(Problem::type, Problem::title)
                    .containsExactly("communication", "Redirected to nowhere");
        }
    }

    @Test
    void endsACallThatGoesOnAndOn() throws Exception {
        try (HttpCalls hasty = new HttpCalls(new TestHttpConfig().maxDuration(Duration.ofMillis(200)))) {
            assertThat(problem(new HttpNode(hasty).run(context(Map.of("url", url("/drip"))))))
                    .extracting(Problem::type, Problem::title)
                    .containsExactly("timeout", "No end in time");
        }
    }

    @Test
    void usesNoProxyOfTheSystem() throws InterruptedException {
        System.setProperty("http.proxyHost", "169.254.1.1");
        System.setProperty("http.proxyPort", "1");
        System.setProperty("http.nonProxyHosts", "");
        try {
            assertThat(output(get("/json"))).containsEntry("status", 200);
        } finally {
            System.clearProperty("http.proxyHost");
            System.clearProperty("http.proxyPort");
            System.clearProperty("http.nonProxyHosts");
        }
    }

    @Test
    void connectsToTheVeryAddressThatWasLookedAt() throws Exception {
        AtomicInteger lookups = new AtomicInteger();
        AddressGuard guard = new AddressGuard(List.of(AddressRange.parse("127.0.0.1")), host -> new InetAddress[] {
            InetAddress.getByName(lookups.incrementAndGet() == 1 ? "127.0.0.1" : "169.254.169.254")
        });
        try (HttpCalls rebound = new HttpCalls(new TestHttpConfig(), guard)) {
            Map<String, @Nullable Object> settings =
                    Map.of("url", "http://rebinding.example:" + server.port() + "/empty");

            assertThat(output(new HttpNode(rebound).run(context(settings)))).containsEntry("status", 204);
            assertThat(lookups)
                    .as("nobody asks again between the look and the connection")
                    .hasValue(1);
        }
        try (HttpCalls rebound = new HttpCalls(new TestHttpConfig(), guard)) {
            assertThat(problem(new HttpNode(rebound).run(context(Map.of("url", "http://rebinding.example:1/"))))
                            .title())
                    .isEqualTo("Address not allowed");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1",
                "2130706433",
                "0x7f000001",
                "0x7f.0.0.1",
                "0177.0.0.1",
                "0",
                "0.0.0.0",
                "[::]",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "[0:0:0:0:0:ffff:7f00:1]",
                "[64:ff9b::7f00:1]",
                "[::1%25lo]",
                "[fe80::1%25lo]",
                "[::127.0.0.1]",
                "[2002:7f00:1::]",
                "[64:ff9b:1::7f00:1]",
                "127.0.0.1.",
                "127.000.000.001",
                "017700000001",
                "%31%32%37.0.0.1",
                "127.0.0.1%00.example",
                "127\u30020\u30020\u30021",
                "\uff11\uff12\uff17.0.0.1",
                "example.com@127.0.0.1",
                "localhost",
                "LOCALHOST.",
                "metadata.example"
            })
    void noNotationOfAnAddressGetsRoundTheGuardNeitherOfACallNorOfAnEvent(String host) throws Exception {
        AddressGuard guard = new AddressGuard(
                List.of(),
                name -> name.equals("metadata.example")
                        ? new InetAddress[] {InetAddress.getByName("169.254.169.254")}
                        : InetAddress.getAllByName(name));
        String url = "http://" + host + ":" + server.port() + "/json";
        try (HttpCalls strict = new HttpCalls(new TestHttpConfig(), guard)) {
            Problem called = problem(new HttpNode(strict).run(context(Map.of("url", url))));
            Problem emitted =
                    problem(new EmitNode(strict).run(context(Map.of("url", url, "event", "e", "secret", "any text"))));

            assertThat(List.of(called.type(), emitted.type())).isSubsetOf("validation", "communication");
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void refusesCredentialsInTheUrl() throws InterruptedException {
        assertThat(problem(call(Map.of("url", "http://me:hidden@127.0.0.1/"))).detail())
                .contains("Authorization")
                .doesNotContain("hidden");
    }

    @Test
    void saysWhenNobodyListens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertThat(problem(call(Map.of("url", "http://127.0.0.1:" + port + "/?secret=1"))))
                .satisfies(problem -> {
                    assertThat(problem.type()).isEqualTo("communication");
                    assertThat(problem.detail()).contains("127.0.0.1:" + port).doesNotContain("secret");
                });
    }

    @Test
    void saysWhenTheAnswerStaysAway() throws InterruptedException {
        assertThat(problem(get("/silent"))).extracting(Problem::type).isEqualTo("timeout");
    }

    @Test
    void stopsAtOnceWhenInterrupted() throws InterruptedException {
        HttpNode patient = new HttpNode(new HttpCalls(new TestHttpConfig().responseTimeout(Duration.ofMinutes(1))));
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread attempt = Thread.ofVirtual().start(() -> {
            try {
                patient.run(context(Map.of("url", url("/silent"))));
            } catch (InterruptedException e) {
                end.set(e);
            }
        });
        assertThat(seen.poll(5, TimeUnit.SECONDS)).isNotNull();

        attempt.interrupt();

        assertThat(attempt.join(Duration.ofSeconds(5))).isTrue();
        assertThat(end.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void refusesSettingsThatMakeNoRequest() throws InterruptedException {
        assertThat(problem(call(Map.of("url", "ftp://example.org/"))).type()).isEqualTo("validation");
        assertThat(problem(call(Map.of("url", "http:// no"))).type()).isEqualTo("validation");
        assertThat(problem(call(Map.of("url", url("/json"), "headers", Map.of("X-A", "a\r\nX-B: b"))))
                        .detail())
                .contains("X-A");
        assertThat(problem(call(Map.of("url", url("/json"), "query", "a=1"))).detail())
                .contains("expected an object");
        for (String header : List.of("Content-Length", "transfer-encoding", "Connection")) {
            assertThat(problem(call(Map.of("url", url("/json"), "headers", Map.of(header, "5")))))
                    .satisfies(problem -> assertThat(problem.type()).isEqualTo("validation"))
                    .satisfies(problem -> assertThat(problem.detail()).contains(header));
        }
        assertThat(seen).isEmpty();
    }

    private static NodeContext context(Map<String, @Nullable Object> settings) {
        return new RecordingContext(settings);
    }
}
