package io.flowcast.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ApiTest {

    @Test
    void anAddressHasABasePathAndNoSlashAtItsEnd() {
        assertThat(Address.parse("https://flows.example.com/a/b//").at("/api/x"))
                .hasToString("https://flows.example.com/a/b/api/x");
        assertThat(Address.parse(" http://localhost:8080 ").base()).isEqualTo("http://localhost:8080");
        assertThat(Address.encoded("a b/ü?+")).isEqualTo("a%20b%2F%C3%BC%3F%2B");
    }

    @Test
    void whatIsNoAddressIsSaidToBeNone() {
        for (String text :
                List.of("localhost:8080", "ftp://x", "http://", "http:///x", "http://h/?q=1", "http://h/#a", "a b")) {
            assertThatIllegalArgumentException()
                    .as(text)
                    .isThrownBy(() -> Address.parse(text))
                    .withMessageContaining(text);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Address.parse("https://me:geheim@host"))
                .withMessageNotContaining("geheim");
    }

    @Test
    void answersAreDoneRefusedOrNone() {
        assertThat(answer(202, "application/json", "{\"a\":1}")).isInstanceOf(Answer.Done.class);
        assertThat(answer(404, "application/problem+json", "{\"title\":\"T\",\"type\":\"t\"}"))
                .isInstanceOf(Answer.Refused.class);
        assertThat(answer(404, "text/html", "<h1>404</h1>")).isInstanceOf(Answer.Refused.class);
        assertThat(answer(503, "application/problem+json", "{\"title\":\"Full\",\"detail\":\"come back\"}"))
                .isEqualTo(new Answer.Unreachable("Full: come back"));
        assertThat(answer(502, "text/html", "<h1>502</h1>")).isEqualTo(new Answer.Unreachable("HTTP 502"));
        assertThat(answer(200, "text/html", "<h1>hello</h1>")).isInstanceOf(Answer.Unreachable.class);
        assertThat(answer(302, "text/html", "")).isInstanceOf(Answer.Unreachable.class);
        assertThat(answer(200, "application/json", "{")).isInstanceOf(Answer.Unreachable.class);
        assertThat(answer(204, "", "")).isInstanceOf(Answer.Done.class);
    }

    @Test
    void pausesDoubleToTheLongestAndEachIsCutAtRandom() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(1));
        for (long whole : new long[] {100, 200, 400, 800, 1_000, 1_000}) {
            assertThat(backoff.pause()).isBetween(Duration.ofMillis(whole / 2), Duration.ofMillis(whole));
        }
        backoff.reset();
        assertThat(backoff.pause()).isLessThanOrEqualTo(Duration.ofMillis(100));
        assertThat(backoff.pause(Duration.ofHours(1))).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    private static Answer answer(int status, String type, String body) {
        return Api.answer(status, HttpHeaders.of(Map.of("Content-Type", List.of(type)), (name, value) -> true), body);
    }
}
