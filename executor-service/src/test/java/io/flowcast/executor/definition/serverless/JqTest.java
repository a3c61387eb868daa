package io.flowcast.executor.definition.serverless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.executor.expression.Expressions;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JqTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Expressions EXPRESSIONS = Expressions.withDefaults();
    private static final Scope SCOPE = new Scope(
            Code.path("nodes.a.output"),
            Map.of("context", Code.path("nodes.c.output"), "item", Code.path("item"), "input", Code.path("input")));

    private static final String OUTPUT = """
            {"name": "Ada", "n": 3, "zero": 0, "no": false, "nothing": null, "yes": true, "empty": "",
             "list": [{"id": 1}, {"id": 2}], "content-type": "text/plain", "and": 7, "deep": {"er": {"x": "y"}}}
            """;

    @AfterAll
    static void close() {
        EXPRESSIONS.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '\0',
            value = {
                ".                       => nodes.a.output",
                ".name                   => nodes.a.output.name",
                ".deep.er.x              => nodes.a.output.deep.er.x",
                ".list[0].id             => nodes.a.output.list[0].id",
                ".list[-1]               => nodes.a.output.list[-1]",
                ".[0]                    => nodes.a.output[0]",
                ".\"content-type\"       => nodes.a.output.`content-type`",
                ".[\"content-type\"]     => nodes.a.output.`content-type`",
                ".and                    => nodes.a.output.`and`",
                "$context.x              => nodes.c.output.x",
                "$item.id                => item.id",
                "$secrets.TOKEN          => secrets.TOKEN",
                "$workflow.input.x       => input.x",
                "$workflow.id            => execution.id",
                "(.name)                 => nodes.a.output.name",
                "{name, \"a b\": .n}     => {\"name\": nodes.a.output.name, \"a b\": nodes.a.output.n}",
                "$context + {x: 1}       => $merge([nodes.c.output, {\"x\": (1)}])",
            })
    void whatMeansTheSameIsTranslated(String jq, String jsonata) throws Untranslatable {
        assertThat(Jq.translate(jq, SCOPE).text()).isEqualTo(jsonata);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '\0',
            value = {
                ".name                              => \"Ada\"",
                ".name == \"Ada\"                   => true",
                ".missing == null                   => true",
                ".nothing == null                   => true",
                ".name != null                      => true",
                ".missing != \"x\"                  => true",
                ".missing != null                   => false",
                ".n < 18                            => true",
                ".n >= 3 and .yes                   => true",
                ".zero and .empty == \"\"           => true",
                ".no or .nothing                    => false",
                ".zero or .no                       => true",
                ".no | not                          => true",
                ".missing | not                     => true",
                ".zero | not                        => false",
                "(.n == 3) | not | not              => true",
                ".missing // \"other\"              => \"other\"",
                ".no // .nothing // .n              => 3",
                ".n + 1 * 2                         => 5",
                "(.n + 1) * 2                       => 8",
                ".n - 1                             => 2",
                "-.n + 1                            => -2",
                "\"Hello \\(.name)!\"               => \"Hello Ada!\"",
                "\"\\(.n)\"                         => \"3\"",
                "\"\\(\"in \\(.name)\") out\"       => \"in Ada out\"",
                "\"a\\\"b\\u00e9\\n\"               => \"a\\\"b\u00e9\\n\"",
                "\"Mr \" + .name                    => \"Mr Ada\"",
                ". + {n: 4} | not                   => false",
                "{who: .name, n: (.n + 1)}          => {\"who\":\"Ada\",\"n\":4}",
                "(.deep + {z: 1}).z                 => 1",
                ".list[1].id == 2                   => true",
                "true                               => true",
                "null                               => null",
            })
    void whatIsTranslatedGivesWhatJqGives(String jq, String expected) throws Exception {
        Object value = EXPRESSIONS.evaluate("${ " + Jq.translate(jq, SCOPE).text() + " }", scope());

        assertThat(JSON.readTree(JSON.writeValueAsString(value))).isEqualTo(JSON.readTree(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '\0',
            value = {
                ".list[]                 => only a number or a name in quotes is supported",
                ".list | map(.id)        => after | only 'not' is supported, at character 9",
                "map(.id)                => 'map' of jq is not supported",
                ".a + .b                 => what + does here depends on its values",
                "..                      => '..' of jq is not supported",
                ".a?                     => '?' is not supported",
                "$task.name              => '$task' has no counterpart here",
                "$error.status           => '$error' has no counterpart here",
                "$workflow.definition    => of $workflow only .id and .input are supported",
                "if .a then 1 else 2 end => 'if' of jq is not supported",
                ".a |= 1                 => '=' is not supported",
                "\"open                  => lacks its closing quote",
                ".a ==                   => the expression ends too early",
                ".a .b c                 => 'c' is not supported here",
                ".list[.n]               => only a number",
                "[.a]                    => '[' of jq is not supported",
                "(.a                     => ')' is expected",
                "{a: }                   => '}' of jq is not supported",
                ".a.                     => a name is expected after '.'",
                "@base64                 => '@' is not supported",
            })
    void whatDoesNotIsRefusedWithTheReason(String jq, String reason) {
        assertThatThrownBy(() -> Jq.translate(jq, SCOPE))
                .isInstanceOfSatisfying(
                        Untranslatable.class, e -> assertThat(e.described()).contains(reason));
    }

    @Test
    void depthAndLengthAreBounded() {
        for (String jq : new String[] {
            "(".repeat(4000),
            "-".repeat(4000),
            ".a//".repeat(2000) + "1",
            "{a:".repeat(2000),
            ".a" + "b".repeat(9000),
            "\"\\(".repeat(1000) + "1" + ")\"".repeat(1000)
        }) {
            assertThatThrownBy(() -> Jq.translate(jq, SCOPE)).isInstanceOf(Untranslatable.class);
        }
    }

    private static io.flowcast.executor.expression.Scope scope() throws JsonProcessingException {
        return io.flowcast.executor.expression.Scope.of(
                Map.of(), Map.of("a", Map.of("output", JSON.readValue(OUTPUT, Object.class))), Map.of("id", "e"));
    }
}
