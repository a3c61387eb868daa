package io.flowcast.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flowcast.cli.http.Address;
import io.flowcast.cli.http.Api;
import io.flowcast.cli.http.Token;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers each connection as the test has written down. */
class FollowerTest {
    private static final String ID = "wf_exec_0_01KAVQ6C0G3V8R7T2N5M9P4XYZ";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** An answer: with the length -1 its body is cut off before its end. */
    private record Scripted(int status, String type, String body, boolean cut) {}

    private HttpServer server;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicReference<String> token = new AtomicReference<>("");

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void goesOnAfterTheLastEventWhereverItWasCutOff() throws Exception {
        script(
                stream("retry: 10\n\n" + frame(1) + frame(2) + "id: 3-7\nevent: node.sta", true),
                new Scripted(503, "text/html", "<h1>no backend</h1>", false),
                stream(frame(3) + frame(4) + "event: stream.synced\ndata: {}\n\n", true),
                stream(frame(4) + end(5), false));

        List<News> news = follow(false);

        assertThat(sequence(news)).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(asked).containsExactly("", "2-7", "2-7", "4-7");
        assertThat(news.getLast()).isEqualTo(new News.Ended());
        assertThat(news.stream().filter(News.Found.class::isInstance)).hasSize(2);
    }

    @Test
    void aHoleIsFilledByAnotherConnection() throws Exception {
        script(stream(frame(1) + frame(3), false), stream(frame(2) + frame(3) + end(4), false));

        assertThat(sequence(follow(false))).containsExactly(1L, 2L, 3L, 4L);
        assertThat(asked).containsExactly("", "1-7");
    }

    @Test
    void comesBackWhenTheServerSaysSoAndEndsWhenThereIsNoMore() throws Exception {
        script(
                stream("retry: 10\n\n" + frame(1) + "event: stream.reconnect\ndata: {\"reason\":\"age\"}\n\n", false),
                new Scripted(204, "", "", false));

        List<News> news = follow(false);

        assertThat(asked).containsExactly("", "1-7");
        assertThat(news.get(1)).isInstanceOf(News.Lost.class);
        assertThat(((News.Lost) news.get(1)).expected()).isTrue();
        assertThat(((News.Lost) news.get(1)).pause()).isLessThanOrEqualTo(Duration.ofMillis(10));
        assertThat(news.getLast()).isEqualTo(new News.Ended());
    }

    @Test
    void asksForTheStateOnlyAsLongAsItHasNone() throws Exception {
        script(stream("", true), stream(frame(1), true), stream(end(2), false));

        follow(true);

        assertThat(asked).containsExactly("from=snapshot", "from=snapshot", "1-7");
    }

    @Test
    void whatTheServerRefusesIsNotAskedAgain() throws Exception {
        script(new Scripted(
                404,
                "application/problem+json",
                "{\"title\":\"Unknown execution\",\"detail\":\"there is none\"}",
                false));

        assertThat(follow(false)).singleElement().satisfies(refused -> {
            assertThat(((News.Refused) refused).problem().title()).isEqualTo("Unknown execution");
        });
    }

    @Test
    void aTokenThatWasRenewedMeanwhileIsReadAgain() throws Exception {
        token.set("old");
        script(
                new Scripted(401, "application/problem+json", "{\"title\":\"Unauthorized\"}", false),
                stream(frame(1) + end(2), false));

        List<News> news = follow(false);

        assertThat(sequence(news)).containsExactly(1L, 2L);
        assertThat(asked).containsExactly(" Bearer old", " Bearer old");
    }

    @Test
    void withATokenThatIsNotGoodItEnds() throws Exception {
        Scripted unauthorized = new Scripted(401, "application/problem+json", "{\"title\":\"Unauthorized\"}", false);
        script(unauthorized, unauthorized);

        assertThat(follow(false).getLast()).isInstanceOf(News.Refused.class);
    }

    @Test
    void givesUpWhenPatienceIsOver() throws Exception {
        server.stop(0);

        assertThat(follow(false, Duration.ZERO)).singleElement().isInstanceOf(News.GaveUp.class);
    }

    private List<News> follow(boolean fromSnapshot) throws InterruptedException {
        return follow(fromSnapshot, PATIENCE);
    }

    private List<News> follow(boolean fromSnapshot, Duration patience) throws InterruptedException {
        Address address =
                Address.parse("http://127.0.0.1:" + server.getAddress().getPort() + "/base/");
        Token shown = () -> Optional.of(token.get()).filter(text -> !text.isEmpty());
        List<News> heard = new ArrayList<>();
        try (Api api = new Api(address, shown);
                Follower follower = Follower.start(api, ID, fromSnapshot, patience)) {
            for (News news = follower.poll(PATIENCE); news != null; news = follower.poll(PATIENCE)) {
                heard.add(news);
                if (news instanceof News.Ended || news instanceof News.Refused || news instanceof News.GaveUp) {
                    return heard;
                }
            }
        }
        throw new AssertionError("no end after " + heard);
    }

    private static List<Long> sequence(List<News> news) {
        return news.stream()
                .filter(News.Happened.class::isInstance)
                .map(happened -> ((News.Happened) happened).id().seq())
                .toList();
    }

    private void script(Scripted... answers) {
        Iterator<Scripted> next = List.of(answers).iterator();
        server.createContext("/base/api/workflow/executions/" + ID + "/stream", exchange -> {
            try (exchange) {
                asked.add(question(exchange));
                answer(exchange, next.next());
            }
        });
    }

    private static String question(HttpExchange exchange) {
        String cursor = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        String query = exchange.getRequestURI().getQuery();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        return (cursor == null ? "" : cursor)
                + (query == null ? "" : query)
                + (authorization == null ? "" : " " + authorization);
    }

    private static void answer(HttpExchange exchange, Scripted answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        if (answer.status() == 204) {
            exchange.sendResponseHeaders(204, -1);
            return;
        }
        // A length that is not kept is how a connection looks that broke.
        exchange.sendResponseHeaders(answer.status(), body.length + (answer.cut() ? 1 : 0));
        exchange.getResponseBody().write(body);
        exchange.getResponseBody().flush();
        if (answer.cut()) {
            throw new IOException("cut off");
        }
    }

    private static Scripted stream(String body, boolean cut) {
        return new Scripted(200, "text/event-stream;charset=UTF-8", body, cut);
    }

    private static String frame(int seq) {
        return frame(seq, "node.started");
    }

    private static String end(int seq) {
        return frame(seq, "workflow.completed");
    }

    private static String frame(int seq, String type) {
        return """
            id: %d-7
            event: %s
            data: {"type":"%s","executionId":"%s","seq":%d,"timestamp":5,"nodeId":"a"}

            """.formatted(seq, type, type, ID, seq);
    }
}
