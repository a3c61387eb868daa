package io.flowcast.gateway.stream;

import static io.flowcast.gateway.Eventually.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.ExecutionFields;
import io.flowcast.gateway.AuthOn;
import io.flowcast.gateway.LogWriter;
import io.flowcast.gateway.command.FakeExecutor;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Streams under a token, a session and a ticket: how they begin, go on, come back and end. */
@QuarkusTest
@TestProfile(AuthOn.class)
@WithTestResource(RedisTestResource.class)
@WithTestResource(FakeExecutor.class)
@WithTestResource(AuthOn.Keys.class)
class AuthStreamTest {
    private static final String SESSION = "/api/workflow/session";
    private static final String COOKIE = "__Host-flowcast-session";
    /** Long enough to do something under it, short enough to wait for. */
    private static final Duration MOMENT = Duration.ofSeconds(6);

    @TestHTTPResource("/")
    URI base;

    @Inject
    RedisDataSource redis;

    @Test
    void underATokenAStreamEndsWithIt() {
        LogWriter log = anns();
        String token = AuthOn.ISSUER.token("ann", MOMENT);
        try (StreamClient client = StreamClient.to(base, log.id()).open(bearer(token))) {
            assertThat(client.status()).isEqualTo(200);
            client.expectEvents(log.written()).expectSynced();
            assertThat(client.expect("stream.reconnect").data()).isEqualTo("{\"reason\":\"auth\"}");
            client.expectEnd();
        }
        try (StreamClient again =
                StreamClient.to(base, log.id()).after(log.last()).open(bearer(token))) {
            assertThat(again.status()).isEqualTo(401);
            assertThat(again.body()).contains("expired");
        }
    }

    @Test
    void aSessionIsACookieThatNoScriptReads() {
        Response begun = begin(AuthOn.ISSUER.token("ann"), Map.of());
        assertThat(begun.statusCode()).isEqualTo(201);
        assertThat(begun.header("Set-Cookie"))
                .startsWith(COOKIE + "=")
                .containsIgnoringCase("; HttpOnly")
                .contains("Secure")
                .contains("SameSite=Strict")
                .contains("Path=/")
                .doesNotContain("Domain");
        assertThat(begun.header("Cache-Control")).isEqualTo("no-store");
        Map<String, String> cookie = cookie(begun);
        JsonPath who = given().headers(cookie).get(SESSION).jsonPath();
        assertThat(who.getString("subject")).isEqualTo("ann");
        assertThat(who.getList("permissions")).isEqualTo(List.of("view"));
        assertThat(who.getBoolean("authentication")).isTrue();
        assertThat(redis.execute("KEYS", "flow:session:*").toString()).doesNotContain(word(cookie));
    }

    @Test
    void underASessionEventSourceComesBackByItself() {
        LogWriter log = anns().log(3);
        Map<String, String> cookie = cookie(begin(AuthOn.ISSUER.token("ann"), Map.of()));
        try (StreamClient client = StreamClient.to(base, log.id()).open(cookie)) {
            client.expectEvents(log.written()).expectSynced();
        }
        int before = log.written().size();
        log.log(2);
        try (StreamClient client =
                StreamClient.to(base, log.id()).after(log.at(before)).open(cookie)) {
            client.expectEvents(log.written().subList(before, before + 2)).expectSynced();
        }
    }

    @Test
    void aSessionThatIsRenewedKeepsItsStreams() {
        LogWriter log = anns();
        Map<String, String> cookie = cookie(begin(AuthOn.ISSUER.token("ann", MOMENT), Map.of()));
        try (StreamClient client = StreamClient.to(base, log.id()).open(cookie)) {
            client.expectEvents(log.written()).expectSynced();
            Response renewed = begin(AuthOn.ISSUER.token("ann"), cookie);
            assertThat(cookie(renewed)).isEqualTo(cookie);
            await().until(over(MOMENT)::getAsBoolean);
            log.log(1).complete();
            client.expectEvents(log.written().subList(1, 3)).expectEnd();
        }
    }

    @Test
    void anotherSubjectGetsAnotherSession() {
        Map<String, String> anns = cookie(begin(AuthOn.ISSUER.token("ann"), Map.of()));
        Map<String, String> bobs = cookie(begin(AuthOn.ISSUER.token("bob"), anns));
        assertThat(bobs).isNotEqualTo(anns);
    }

    @Test
    void theEndOfASessionEndsItsStreamsAndEventSourceIsToldToWaitForAnother() {
        LogWriter log = anns();
        Map<String, String> cookie = cookie(begin(AuthOn.ISSUER.token("ann"), Map.of()));
        try (StreamClient client = StreamClient.to(base, log.id()).open(cookie)) {
            client.expectEvents(log.written()).expectSynced();
            given().headers(cookie)
                    .header("Sec-Fetch-Site", "same-origin")
                    .delete(SESSION)
                    .then()
                    .statusCode(204);
            assertThat(client.expect("stream.reconnect").data()).isEqualTo("{\"reason\":\"auth\"}");
            client.expectEnd();
        }
        try (StreamClient again =
                StreamClient.to(base, log.id()).after(log.last()).open(cookie)) {
            assertThat(again.status()).isEqualTo(200);
            StreamClient.Block block = again.expect("stream.reconnect");
            assertThat(block.data()).isEqualTo("{\"reason\":\"auth\"}");
            assertThat(Integer.parseInt(block.retry())).isGreaterThanOrEqualTo(10_000);
            again.expectEnd();
        }
        try (StreamClient plain = StreamClient.to(base, log.id()).plain().open(cookie)) {
            assertThat(plain.status()).isEqualTo(401);
        }
        given().headers(cookie).get("/api/workflow/executions").then().statusCode(401);
    }

    @Test
    void streamsOfSeveralExecutionsAndOfListsEndWithWhatLetThemInAsWell() {
        LogWriter one = anns();
        LogWriter other = anns();
        List<String> paths = List.of(
                "/api/workflow/streams?executions=" + one.id() + "," + other.id(), "/api/workflow/executions/stream");
        Map<String, String> token = bearer(AuthOn.ISSUER.token("ann", MOMENT));
        Map<String, String> cookie = cookie(begin(AuthOn.ISSUER.token("ann"), Map.of()));
        for (String path : paths) {
            try (StreamClient underToken = StreamClient.at(base, path).open(token);
                    StreamClient underSession = StreamClient.at(base, path).open(cookie)) {
                underSession.skipToSynced();
                underToken.skipToSynced();
                given().headers(cookie)
                        .header("Sec-Fetch-Site", "same-origin")
                        .delete(SESSION)
                        .then()
                        .statusCode(204);
                for (StreamClient client : List.of(underSession, underToken)) {
                    assertThat(client.expect("stream.reconnect").data()).isEqualTo("{\"reason\":\"auth\"}");
                    client.expectEnd();
                }
            }
            try (StreamClient again = StreamClient.at(base, path).open(token)) {
                assertThat(again.status()).isEqualTo(401);
            }
            try (StreamClient again = StreamClient.at(base, path).open(cookie)) {
                assertThat(again.status()).isEqualTo(200);
                assertThat(Integer.parseInt(again.expect("stream.reconnect").retry()))
                        .isGreaterThanOrEqualTo(10_000);
                again.expectEnd();
            }
            token = bearer(AuthOn.ISSUER.token("ann", MOMENT));
            cookie = cookie(begin(AuthOn.ISSUER.token("ann"), Map.of()));
        }
        one.log(1);
        try (StreamClient goesOn = StreamClient.at(base, paths.getFirst())
                .after(one.at(1) + "," + other.at(1))
                .open(cookie)) {
            assertThat(goesOn.expect("node.log").data())
                    .isEqualTo(one.written().getLast().data());
            goesOn.expectSynced();
        }
    }

    @Test
    void aSessionCommandsOnlyFromItsOwnPages() {
        Map<String, String> cookie = cookie(begin(AuthOn.ISSUER.token("ann", "flowcast-operator"), Map.of()));
        String cancel = "/api/workflow/executions/" + LogWriter.randomId() + "/cancel";
        String origin = "http://" + base.getHost() + ":" + base.getPort();
        int passed = 409; // the executor's answer
        assertCommand(cookie, cancel, Map.of("Sec-Fetch-Site", "same-origin"), passed);
        assertCommand(cookie, cancel, Map.of("Origin", origin), passed);
        assertCommand(cookie, cancel, Map.of("Origin", AuthOn.APP, "Sec-Fetch-Site", "cross-site"), passed);
        assertCommand(cookie, cancel, Map.of(), 403);
        assertCommand(cookie, cancel, Map.of("Sec-Fetch-Site", "same-site", "Origin", "https://x.app.test"), 403);
        assertCommand(cookie, cancel, Map.of("Sec-Fetch-Site", "cross-site"), 403);
        assertCommand(cookie, cancel, Map.of("Origin", "null"), 403);
        assertCommand(cookie, cancel, Map.of("Origin", "https://evil.test"), 403);
        given().headers(cookie).delete(SESSION).then().statusCode(403);
        given().headers(cookie).get("/api/workflow/executions").then().statusCode(200);
    }

    @Test
    void underASessionTheExecutorGetsTheTokenAndNoCookie() {
        String token = AuthOn.ISSUER.token("ann", "flowcast-operator");
        Map<String, String> cookie = cookie(begin(token, Map.of()));
        FakeExecutor.SEEN.clear();
        given().headers(cookie).header("Sec-Fetch-Site", "same-origin").post("/api/workflow/execute");
        assertThat(FakeExecutor.SEEN).singleElement().satisfies(seen -> {
            assertThat(seen.authorization()).isEqualTo("Bearer " + token);
            assertThat(seen.cookie()).isNull();
        });
    }

    @Test
    void aSessionBeginsWithATokenOnly() {
        Map<String, String> cookie = cookie(begin(AuthOn.ISSUER.token("ann"), Map.of()));
        given().post(SESSION).then().statusCode(401);
        given().headers(cookie)
                .header("Sec-Fetch-Site", "same-origin")
                .post(SESSION)
                .then()
                .statusCode(401);
        given().delete(SESSION).then().statusCode(204);
    }

    @Test
    void aTicketOpensTheStreamOfItsExecutionAlone() {
        LogWriter log = anns();
        LogWriter another = anns();
        JsonPath ticket = ticket(log, AuthOn.ISSUER.token("ann"));
        try (StreamClient client =
                StreamClient.at(base, ticket.getString("stream")).open(Map.of("Origin", AuthOn.APP))) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("Access-Control-Allow-Origin")).isEqualTo(AuthOn.APP);
            assertThat(client.header("Vary")).isEqualTo("Origin");
            client.expectEvents(log.written()).expectSynced();
        }
        String query = "?ticket=" + ticket.getString("ticket");
        try (StreamClient other =
                StreamClient.to(base, another.id()).query(query).open()) {
            assertThat(other.status()).isEqualTo(401);
        }
        for (String path : List.of(
                "/api/workflow/executions",
                "/api/workflow/executions/" + log.id(),
                "/api/workflow/executions/" + log.id() + "/events",
                "/api/workflow/streams")) {
            given().get(path + query + "&executions=" + log.id()).then().statusCode(401);
        }
        given().post("/api/workflow/executions/" + log.id() + "/cancel" + query)
                .then()
                .statusCode(401);
    }

    @Test
    void withATicketEventSourceComesBackByItself() {
        LogWriter log = anns().log(2);
        JsonPath ticket = ticket(log, AuthOn.ISSUER.token("ann"));
        String query = "?from=snapshot&ticket=" + ticket.getString("ticket") + "&heartbeat=true";
        try (StreamClient client = StreamClient.to(base, log.id()).query(query).open()) {
            client.expect("execution.snapshot");
            client.expectSynced();
            // An open stream has it last beyond its own time.
            await().until(over(Duration.ofSeconds(6))::getAsBoolean);
        }
        log.log(1);
        try (StreamClient client =
                StreamClient.to(base, log.id()).query(query).after(log.at(3)).open()) {
            client.expectEvents(log.written().subList(3, 4));
        }
    }

    @Test
    void aTicketThatNobodyUsesIsSoonGoodForNothing() {
        LogWriter log = anns();
        JsonPath ticket = ticket(log, AuthOn.ISSUER.token("ann"));
        await().until(() -> redis.execute("KEYS", "flow:{0}:ticket:*").size() == 0);
        try (StreamClient late = StreamClient.at(base, ticket.getString("stream"))
                .after(log.last())
                .open()) {
            assertThat(late.status()).isEqualTo(401);
        }
    }

    @Test
    void underATicketAStreamEndsWithItsTokenUnlessItIsRenewed() {
        LogWriter log = anns();
        JsonPath short1 = ticket(log, AuthOn.ISSUER.token("ann", MOMENT));
        JsonPath renewed = ticket(log, AuthOn.ISSUER.token("ann", MOMENT));
        try (StreamClient ends =
                        StreamClient.at(base, short1.getString("stream")).open();
                StreamClient stays =
                        StreamClient.at(base, renewed.getString("stream")).open()) {
            ends.expectEvents(log.written()).expectSynced();
            stays.expectEvents(log.written()).expectSynced();
            renew(log, AuthOn.ISSUER.token("bob"), renewed.getString("ticket"), 404);
            renew(log, AuthOn.ISSUER.token("ann"), renewed.getString("ticket"), 201);
            assertThat(ends.expect("stream.reconnect").data()).isEqualTo("{\"reason\":\"auth\"}");
            log.complete();
            stays.expectEvents(log.written().subList(1, 2)).expectEnd();
        }
        try (StreamClient again = StreamClient.at(base, short1.getString("stream"))
                .after(log.at(1))
                .open()) {
            assertThat(again.status()).isEqualTo(401);
        }
    }

    @Test
    void aTicketEndsWithItsSession() {
        LogWriter log = anns();
        Map<String, String> cookie = cookie(begin(AuthOn.ISSUER.token("ann"), Map.of()));
        String stream = given().headers(cookie)
                .header("Sec-Fetch-Site", "same-origin")
                .post("/api/workflow/executions/" + log.id() + "/ticket")
                .jsonPath()
                .getString("stream");
        try (StreamClient client = StreamClient.at(base, stream).open()) {
            client.expectEvents(log.written()).expectSynced();
            given().headers(cookie)
                    .header("Sec-Fetch-Site", "same-origin")
                    .delete(SESSION)
                    .then()
                    .statusCode(204);
            assertThat(client.expect("stream.reconnect").data()).isEqualTo("{\"reason\":\"auth\"}");
        }
        try (StreamClient again = StreamClient.at(base, stream).open()) {
            assertThat(again.status()).isEqualTo(401);
        }
    }

    @Test
    void noTicketIsWrittenToTheAccessLog() {
        LogWriter log = anns().complete();
        JsonPath ticket = ticket(log, AuthOn.ISSUER.token("ann"));
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger access = Logger.getLogger("io.quarkus.http.access-log");
        access.addHandler(handler);
        try {
            try (StreamClient client = StreamClient.to(base, log.id())
                    .query("?heartbeat=true&ticket=" + ticket.getString("ticket"))
                    .open()) {
                client.expectEvents(log.written()).expectEnd();
            }
            String stream = log.id() + "/stream?heartbeat=true";
            await().until(() -> lines.stream().anyMatch(line -> line.contains(stream)));
            assertThat(lines).noneMatch(line -> line.contains("ticket=") || line.contains(ticket.getString("ticket")));
            assertThat(lines.stream().filter(line -> line.contains(stream))).hasSize(1);
        } finally {
            access.removeHandler(handler);
        }
    }

    @Test
    void onlyPagesOfOriginsThatAreNamedMayAsk() {
        given().header("Origin", AuthOn.APP)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization")
                .options(SESSION)
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", AuthOn.APP)
                .header("Access-Control-Allow-Credentials", "true");
        given().header("Origin", "https://evil.test")
                .header("Authorization", "Bearer " + AuthOn.ISSUER.token("ann"))
                .get("/api/workflow/executions")
                .then()
                .statusCode(403);
    }

    private LogWriter anns() {
        return new LogWriter(redis).start().fields(Map.of(ExecutionFields.OWNER, "user:ann"));
    }

    private static Response begin(String token, Map<String, String> headers) {
        return given().headers(headers).headers(bearer(token)).post(SESSION);
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    private static Map<String, String> cookie(Response begun) {
        return Map.of("Cookie", COOKIE + "=" + begun.getCookie(COOKIE));
    }

    private static String word(Map<String, String> cookie) {
        return cookie.get("Cookie").substring(COOKIE.length() + 1);
    }

    private static JsonPath ticket(LogWriter log, String token) {
        Response issued = given().headers(bearer(token)).post("/api/workflow/executions/" + log.id() + "/ticket");
        assertThat(issued.statusCode()).isEqualTo(201);
        assertThat(issued.header("Cache-Control")).isEqualTo("no-store");
        return issued.jsonPath();
    }

    private static void renew(LogWriter log, String token, String ticket, int status) {
        given().headers(bearer(token))
                .body("{\"ticket\":\"" + ticket + "\"}")
                .post("/api/workflow/executions/" + log.id() + "/ticket")
                .then()
                .statusCode(status);
    }

    private static void assertCommand(
            Map<String, String> cookie, String path, Map<String, String> headers, int status) {
        assertThat(given().headers(cookie).headers(headers).post(path).statusCode())
                .as("%s", headers)
                .isEqualTo(status);
    }

    /** A clock that rings once so much time is over. */
    private BooleanSupplier over(Duration time) {
        String key = "test:" + UUID.randomUUID();
        redis.execute("SET", key, "1", "PX", Long.toString(time.toMillis()));
        return () -> redis.execute("EXISTS", key).toInteger() == 0;
    }
}
