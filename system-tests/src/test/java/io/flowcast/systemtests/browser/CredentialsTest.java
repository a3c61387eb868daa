package io.flowcast.systemtests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.harness.Balancer;
import io.flowcast.systemtests.harness.Guard;
import io.flowcast.systemtests.harness.StackExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A browser's EventSource, under a session on a page of the same origin, and with a ticket on a page of another. */
class CredentialsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ANN = Guard.ISSUER.token("ann", "flowcast-operator");
    private static final String SESSION = "/api/workflow/session";
    private static final Duration MOMENT = Duration.ofSeconds(6);

    /** Of a request of the page; what it sends and gets beyond its status does not matter. */
    private static final String FETCH = """
            async ({url, method, headers}) => (await fetch(url, {method, headers})).status""";

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.guarded();

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    @Test
    void underASessionItComesBackToAnotherGateway() throws Exception {
        try (Balancer balancer = Balancer.tcp(FLOWCAST.stack().gateways())) {
            View view = BROWSER.view();
            view.page().navigate(balancer.url() + "/q/health/live");
            logIn(view, ANN);
            assertThat(view.page().evaluate("document.cookie"))
                    .as("what scripts see")
                    .isEqualTo("");
            Walk walk = Walk.begin(FLOWCAST, ANN);
            EventStream stream = EventStream.open(view, walk.stream());

            Crossing.cutOffBy(Service::kill, walk, view, stream);

            FLOWCAST.assertPromisesKept(stream.history(walk.id()));
            assertThat(stream.history(walk.id()).connections()).hasSize(2);
        }
    }

    @Test
    void withATicketAPageOfAnotherOriginComesBackToTheSameAddress() throws Exception {
        View view = BROWSER.view();
        view.page().navigate(Guard.foreignOrigin());
        Walk walk = Walk.begin(FLOWCAST, ANN);
        EventStream stream = EventStream.open(view, withTicket(walk, ANN));

        Crossing.cutOffBy(CredentialsTest::replace, walk, view, stream);

        FLOWCAST.assertPromisesKept(stream.history(walk.id()));
        assertThat(stream.history(walk.id()).connections()).hasSize(2);
    }

    @Test
    void whenItsTicketIsOverAStreamEndsForGoodAndAnotherTicketGoesOnWhereItWas() throws Exception {
        View view = BROWSER.view();
        view.page().navigate(Guard.foreignOrigin());
        Walk walk = Walk.begin(FLOWCAST, ANN);
        walk.go(2);
        EventStream stream = EventStream.open(view, withTicket(walk, Guard.ISSUER.token("ann", MOMENT)));
        Crossing.awaitSteps(walk, view, stream);

        view.await("401", stream::closed);
        assertThat(stream.frames().getLast().event()).isEqualTo("stream.reconnect");
        assertThat(stream.frames().getLast().data()).isEqualTo("{\"reason\":\"auth\"}");

        walk.go(1);
        String last = stream.history(walk.id()).cursor();
        EventStream next = EventStream.open(view, withTicket(walk, ANN) + "&lastEventId=" + last);
        view.await("the third step", () -> next.types().contains("node.completed"));
        assertThat(next.frames().getFirst().eventId().seq())
                .isEqualTo(
                        stream.history(walk.id()).events().getLast().eventId().seq() + 1);
        walk.cancel();
    }

    @Test
    void aPageWhoseOriginNobodyNamedGetsNothingWithATicket() throws Exception {
        View view = BROWSER.view();
        // Another name of the same machine is another origin, and another site.
        view.page().navigate(FLOWCAST.stack().gateway(1).url().replace("localhost", "127.0.0.1") + "/q/health/live");
        Walk walk = Walk.begin(FLOWCAST, ANN);

        EventStream stream = EventStream.open(view, withTicket(walk, ANN));

        view.await("refused", stream::closed);
        assertThat(stream.frames()).isEmpty();
        walk.cancel();
    }

    @Test
    void aSessionThatIsOverEndsItsStreamsAndTheNextOneInTheSameBrowserGoesOn() throws Exception {
        Walk walk = Walk.begin(FLOWCAST, ANN);
        walk.go(2);
        View view = BROWSER.view();
        view.page().navigate(FLOWCAST.stack().gateway(0).url() + "/q/health/live");
        logIn(view, ANN);
        EventStream stream = EventStream.open(view, walk.stream());
        Crossing.awaitSteps(walk, view, stream);

        assertThat(fetch(view, SESSION, "DELETE", Map.of())).isEqualTo(204);
        view.await("the end", () -> reconnects(stream) == 1);
        logIn(view, ANN);
        walk.go(1);

        Crossing.awaitSteps(walk, view, stream);
        walk.cancel();
        view.await("told to stop by 204", stream::closed);
        FLOWCAST.assertPromisesKept(stream.history(walk.id()));
    }

    /** It is told to wait for up to half a minute. */
    @Test
    @Tag("long")
    void underNoSessionItGoesOnAskingTillThereIsOneAgain() throws Exception {
        Walk walk = Walk.begin(FLOWCAST, ANN);
        walk.go(2);
        View view = BROWSER.view();
        view.page().navigate(FLOWCAST.stack().gateway(0).url() + "/q/health/live");
        logIn(view, Guard.ISSUER.token("ann", MOMENT));
        EventStream stream = EventStream.open(view, walk.stream());
        Crossing.awaitSteps(walk, view, stream);

        view.await("told twice", () -> reconnects(stream) >= 2);
        assertThat(stream.closed()).isFalse();
        logIn(view, ANN);
        walk.go(1);

        Crossing.awaitSteps(walk, view, stream);
        walk.cancel();
        view.await("told to stop by 204", stream::closed);
        FLOWCAST.assertPromisesKept(stream.history(walk.id()));
    }

    private static long reconnects(EventStream stream) {
        return stream.types().stream().filter("stream.reconnect"::equals).count();
    }

    private static void logIn(View view, String token) {
        assertThat(fetch(view, SESSION, "POST", Map.of("Authorization", "Bearer " + token)))
                .isEqualTo(201);
    }

    private static Object fetch(View view, String url, String method, Map<String, String> headers) {
        return view.page().evaluate(FETCH, Map.of("url", url, "method", method, "headers", headers));
    }

    /** The stream's whole address at the first gateway, with a ticket got under this token. */
    private static String withTicket(Walk walk, String token) throws IOException, InterruptedException {
        JsonNode ticket = JSON.readTree(FLOWCAST.api(0)
                .as(token)
                .post("/api/workflow/executions/" + walk.id() + "/ticket", "")
                .body());
        return FLOWCAST.stack().gateway(0).url() + ticket.path("stream").asText();
    }

    /** Kills a gateway, and starts it again at its address. */
    private static void replace(Service gateway) {
        gateway.kill();
        gateway.restart();
    }
}
