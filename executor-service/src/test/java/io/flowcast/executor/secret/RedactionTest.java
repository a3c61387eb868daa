package io.flowcast.executor.secret;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedactionTest {

    private static final String PLAIN = "s3cr3tT0k3nOfTheShop";
    private static final String ODD = "p@ss \"wörd\"/<&>\\+~'*\n!";

    private static Redaction of(String... values) {
        return Redaction.of(List.of(values));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, ODD})
    void findsASecretAsItIsAndEncoded(String secret) {
        Redaction redaction = of(secret);

        assertThat(redaction.text("Bearer " + secret + "!")).isEqualTo("Bearer ***!");
        assertThat(redaction.text("a=" + URLEncoder.encode(secret, StandardCharsets.UTF_8) + "&b"))
                .isEqualTo("a=***&b");
        assertThat(redaction.text(
                        "a=" + URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20") + "&b"))
                .isEqualTo("a=***&b");
        assertThat(redaction.text("<" + Base64.getEncoder().encodeToString(utf8(secret)) + ">"))
                .isEqualTo("<***>");
        assertThat(redaction.text("<" + Base64.getUrlEncoder().encodeToString(utf8(secret)) + ">"))
                .isEqualTo("<***>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "u", "us", "use", "user"})
    void findsASecretWithinTheBase64OfSomethingLonger(String user) {
        for (String after : List.of("", ";", ";;", ";;;")) {
            String credentials = Base64.getEncoder().encodeToString(utf8(user + ":" + PLAIN + after));

            String redacted = of(PLAIN).text("Basic " + credentials);

            assertThat(redacted).contains("***");
            assertThat(redacted.length() - "Basic ***".length())
                    .as("characters left over, which hold the rest and an edge of the secret")
                    .isLessThanOrEqualTo((user.length() + 1 + after.length()) * 4 / 3 + 6);
        }
    }

    @Test
    void seesThroughTwoLayersOfEscapes() {
        assertThat(of(ODD).text("\"p@ss \\\\\\\"wörd\\\\\\\"/<&>\\\\\\\\+~'*\\\\n!\""))
                .isEqualTo("\"***\"");
        assertThat(of("a/b c").text("x=a%252Fb%2520c&y")).isEqualTo("x=***&y");
        assertThat(of("a/b").text("/headers/a~1b")).isEqualTo("/headers/***");
        assertThat(of("a+/b").text("q=" + "YSsvYg%3D%3D" + "&r=1")).isEqualTo("q=***&r=1");
        assertThat(of("é🙂").text("\\u00e9\\ud83d\\ude42 %C3%A9%f0%9f%99%82 &#233;&#x1F642;"))
                .isEqualTo("*** *** ***");
    }

    @Test
    void seesThroughJsonInJsonInJson() throws Exception {
        ObjectMapper json = new ObjectMapper();
        String text = ODD;
        for (int layer = 0; layer < 5; layer++) {
            text = json.writeValueAsString(Map.of("inner", text));

            assertThat(of(ODD).text(text))
                    .as("%s layers", layer + 1)
                    .contains("***")
                    .doesNotContain("rd");
        }
        String body = json.writeValueAsString(json.writeValueAsString(Map.of("inner", ODD)));
        assertThat(of(ODD).text(URLEncoder.encode(body, StandardCharsets.UTF_8)))
                .as("all of it in a form")
                .contains("***")
                .doesNotContain("w%C3%B6rd");
    }

    @Test
    void takesTextThatIsNoEscapeAsItIs() {
        String text = "100% \\ &; %zz \\u12 ~ %F0%9F &#xffffffff; &#; %";

        assertThat(of(PLAIN).text(text)).isEqualTo(text);
        assertThat(of(PLAIN).text(text + PLAIN + text)).isEqualTo(text + "***" + text);
    }

    @Test
    void findsASecretEscapedForJsonAndHtml() {
        Redaction redaction = of(ODD);

        assertThat(redaction.text("{\"a\":\"p@ss \\\"wörd\\\"/<&>\\\\+~'*\\n!\"}"))
                .isEqualTo("{\"a\":\"***\"}");
        assertThat(redaction.text("p@ss \\\"w\\u00f6rd\\\"/<&>\\\\+~'*\\n!")).isEqualTo("***");
        assertThat(redaction.text("p@ss \\\"wörd\\\"\\/<&>\\\\+~'*\\n!")).isEqualTo("***");
        assertThat(redaction.text("p@ss &quot;wörd&quot;/&lt;&amp;&gt;\\+~'*\n!"))
                .isEqualTo("***");
    }

    @Test
    void goesAllTheWayDownAndLeavesWhatIsNone() {
        Map<String, Object> value = Map.of(
                "list", Arrays.asList(1, PLAIN, null, true, Map.of("x" + PLAIN, new BigDecimal("12345678"))), "n", 7L);

        assertThat(Redaction.of(List.of(PLAIN, "12345678")).value(value))
                .isEqualTo(Map.of("list", Arrays.asList(1, "***", null, true, Map.of("x***", "***")), "n", 7L));
    }

    @Test
    void takesTheLongerOfTwoSecretsFirst() {
        assertThat(of("token", "token-of-the-shop").text("token-of-the-shop, token"))
                .isEqualTo("***, ***");
    }

    @Test
    void findsTheKeyOfAWebhookSecretWithoutItsPrefix() {
        assertThat(of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").text("key MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
                .isEqualTo("key ***");
    }

    @Test
    void ofNothingChangesNothing() {
        Object value = Collections.singletonMap("a", null);

        assertThat(of()).isSameAs(Redaction.NONE);
        assertThat(of("")).isSameAs(Redaction.NONE);
        assertThat(Redaction.NONE.value(value)).isSameAs(value);
        assertThat(Redaction.NONE.optionalText(null)).isNull();
        assertThat(of(PLAIN).toString()).doesNotContain(PLAIN);
    }
}
