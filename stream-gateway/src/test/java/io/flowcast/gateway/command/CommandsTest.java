package io.flowcast.gateway.command;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.flowcast.gateway.LogWriter;
import io.flowcast.gateway.ShortTimes;
import io.flowcast.service.testing.DrippingClient;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(ShortTimes.class)
@WithTestResource(RedisTestResource.class)
@WithTestResource(FakeExecutor.class)
class CommandsTest {
    private static final String EXECUTE = "/api/workflow/execute";

    @TestHTTPResource("/")
    URI base;

    @BeforeEach
    void forget() {
        FakeExecutor.SEEN.clear();
    }

    @Test
    void aCommandIsPassedOnAsItIsToAnExecutorThatCanBeReached() {
        for (int i = 0; i < 4; i++) {
            given().contentType("application/json")
                    .header("Idempotency-Key", "mine-" + i)
                    .body("{\"workflowId\":\"test\"}")
                    .post(EXECUTE)
                    .then()
                    .statusCode(202)
                    .header("Location", "/api/workflow/executions/x")
                    .body("status", equalTo("running"));
        }
        assertThat(FakeExecutor.SEEN).hasSize(4).first().satisfies(seen -> {
            assertThat(seen.method()).isEqualTo("POST");
            assertThat(seen.path()).isEqualTo(EXECUTE);
            assertThat(seen.key()).isEqualTo("mine-0");
            assertThat(seen.type()).startsWith("application/json");
            assertThat(seen.body()).isEqualTo("{\"workflowId\":\"test\"}");
        });
    }

    @Test
    void anExecutionWithoutAKeyGetsOne() {
        given().body("{}").post(EXECUTE).then().statusCode(202);
        given().body("{}").post(EXECUTE).then().statusCode(202);
        assertThat(FakeExecutor.SEEN)
                .extracting(FakeExecutor.Seen::key)
                .doesNotContainNull()
                .doesNotHaveDuplicates();
    }

    /** RFC 9110, 7.6.1. The key that a gateway adds, so that nothing is run twice, is not to be had away by that. */
    @Test
    void whatConnectionNamesEndsHereInEitherDirection() throws IOException {
        String request = """
                POST %s HTTP/1.1
                Host: x
                Content-Length: 2
                Connection: close
                Connection: x-OF-this-hop ,Idempotency-Key
                Connection: ,X-As-Well,Content-Length
                X-Of-This-Hop: 1
                X-As-Well: 1
                X-To-The-End: 1
                Idempotency-Key: mine

                {}""".formatted(EXECUTE).replace("\n", "\r\n");
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 202").doesNotContainIgnoringCase("X-Of-Its-Hop");
        }
        assertThat(FakeExecutor.SEEN).singleElement().satisfies(seen -> {
            assertThat(seen.headers()).contains("X-to-the-end").doesNotContain("X-of-this-hop", "X-as-well");
            assertThat(seen.key()).isNotNull().isNotEqualTo("mine");
            assertThat(seen.body()).isEqualTo("{}");
        });
    }

    @Test
    void whatTheExecutorRefusesIsRefusedInItsWords() {
        String cancel = "/api/workflow/executions/" + LogWriter.randomId() + "/cancel";
        given().post(cancel).then().statusCode(409).contentType("application/problem+json");
        assertThat(FakeExecutor.SEEN).first().satisfies(seen -> {
            assertThat(seen.path()).isEqualTo(cancel);
            assertThat(seen.key()).isNull();
        });
    }

    @Test
    void aBodyOverTheBoundIsTooLargeAndGoesNowhere() {
        given().contentType("application/json")
                .body("x".repeat(300 * 1024))
                .post(EXECUTE)
                .then()
                .statusCode(413)
                .contentType("application/problem+json")
                .body("type", equalTo("too-large"))
                .body("detail", containsString("bytes"));
        assertThat(FakeExecutor.SEEN).isEmpty();
    }

    @Test
    void aDefinitionMayBeLargerThanAnInput() {
        String validate = "/api/workflow/definitions/validate";
        given().contentType("application/json").body("x".repeat(300 * 1024)).post(validate);
        assertThat(FakeExecutor.SEEN).extracting(FakeExecutor.Seen::path).containsExactly(validate);
        given().contentType("application/json")
                .body("x".repeat(1024 * 1024 + 1))
                .post(validate)
                .then()
                .statusCode(413);
        assertThat(FakeExecutor.SEEN).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /hooks/orders, true",
        "POST, /executions/x/pause, true",
        "POST, /executions/x/resume, true",
        "POST, /executions/x/retry, true",
        "POST, /executions/x/rerun, true",
        "POST, /executions/x/signals/approved, true",
        "PUT, /definitions/x, false",
        "DELETE, /definitions/x, false",
        "GET, /node-types, false",
    })
    void everyCommandGoesToTheExecutorAndThoseThatCountGetAKey(String method, String path, boolean keyed) {
        given().header("If-Match", "\"1-a\"")
                .request(method, "/api/workflow" + path)
                .then()
                .statusCode(202);
        assertThat(FakeExecutor.SEEN).singleElement().satisfies(seen -> {
            assertThat(seen.method()).isEqualTo(method);
            assertThat(seen.path()).isEqualTo("/api/workflow" + path);
            assertThat(seen.key() != null).isEqualTo(keyed);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT    | /execute                       | OPTIONS, POST",
                "POST   | /definitions/x                 | DELETE, GET, HEAD, OPTIONS, PUT",
                "PUT    | /definitions                   | GET, HEAD, OPTIONS",
                "DELETE | /definitions/x/versions        | GET, HEAD, OPTIONS",
                "PATCH  | /definitions/validate          | DELETE, GET, HEAD, OPTIONS, POST, PUT",
                "DELETE | /executions/x                  | GET, HEAD, OPTIONS",
                "GET    | /executions/x/cancel           | OPTIONS, POST",
                "POST   | /executions/x/stream           | GET, HEAD, OPTIONS",
                "GET    | /hooks/x                       | OPTIONS, POST",
                "POST   | /node-types                    | GET, HEAD, OPTIONS",
            })
    void aPathSaysWhichMethodsItTakes(String method, String path, String allow) {
        given().request(method, "/api/workflow" + path)
                .then()
                .statusCode(405)
                .contentType("application/problem+json")
                .header("Allow", allow);
        assertThat(FakeExecutor.SEEN).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/execute             | OPTIONS, POST",
                "/node-types          | GET, HEAD, OPTIONS",
                "/executions/x/stream | GET, HEAD, OPTIONS",
                "/definitions/x       | DELETE, GET, HEAD, OPTIONS, PUT",
            })
    void aPathThatIsAskedTellsItsMethods(String path, String allow) {
        given().options("/api/workflow" + path).then().statusCode(204).header("Allow", allow);
    }

    @Test
    void whatCanBeReadAtTheExecutorHasAHeadAsWell() {
        given().head("/api/workflow/node-types").then().statusCode(202).header("Location", notNullValue());
        assertThat(FakeExecutor.SEEN)
                .singleElement()
                .extracting(FakeExecutor.Seen::method)
                .isEqualTo("HEAD");
    }

    @Test
    void anEmptyKeyIsNone() {
        given().header("Idempotency-Key", "").body("{}").post(EXECUTE).then().statusCode(202);
        assertThat(FakeExecutor.SEEN)
                .singleElement()
                .extracting(FakeExecutor.Seen::key)
                .asString()
                .isNotEmpty();
    }

    @Test
    void aPathThatIsNoneIsNotFoundWhateverTheMethod() {
        given().post("/api/workflow/nonsense")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", equalTo("not-found"));
        given().delete("/api/workflow/executions/x/y/z").then().statusCode(404);
    }

    @Test
    void aBodyThatDoesNotSayHowLongItIsIsBoundedAsWell() throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST " + EXECUTE + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("4000\r\n" + "x".repeat(0x4000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 18; i++) {
                socket.getOutputStream().write(chunk);
            }
            byte[] answer = socket.getInputStream().readNBytes(12);
            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
        assertThat(FakeExecutor.SEEN).isEmpty();
    }

    @Test
    void aBodyOverTheBoundIsRefusedInHttp2AsWell() throws IOException, InterruptedException {
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            http.send(HttpRequest.newBuilder(base).build(), BodyHandlers.discarding()); // upgrades
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(base.resolve(EXECUTE))
                            .POST(BodyPublishers.ofString("x".repeat(300 * 1024)))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.statusCode()).isEqualTo(413);
        }
    }

    @Test
    void aTargetWithAHostGoesToTheExecutorAllTheSame() throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST http://elsewhere:1" + EXECUTE + "?a=b HTTP/1.1\r\nHost: elsewhere\r\n"
                                    + "Content-Length: 2\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(12);
            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 202");
        }
        assertThat(FakeExecutor.SEEN).extracting(FakeExecutor.Seen::path).containsExactly(EXECUTE + "?a=b");
    }

    @Test
    void whoAsksBeforeItSendsItsBodyIsToldToGoOn() throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST " + EXECUTE + " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                                    + "Content-Length: 2\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(25);
            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            socket.getOutputStream().write("{}".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 202");
        }
    }

    @Test
    void anExecutorThatDoesNotAnswerIsATimeoutAndNotAskedTwice() {
        given().body("hang").post(EXECUTE).then().statusCode(504).contentType("application/problem+json");
        assertThat(FakeExecutor.SEEN).hasSize(1);
    }

    @Test
    void aBodyThatDripsInIsGivenUp() throws Exception {
        DrippingClient.Fate fate = DrippingClient.post(base, "/api/workflow/execute");

        assertThat(fate.line()).startsWith("HTTP/1.1 408");
        assertThat(fate.cut()).isTrue();
    }
}
