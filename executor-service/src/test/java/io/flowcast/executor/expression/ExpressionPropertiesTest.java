package io.flowcast.executor.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.Property;
import io.flowcast.executor.expression.ExpressionException.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Whatever an author writes for an expression: a value that JSON can hold, or an error of ours, and soon. */
class ExpressionPropertiesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** On a machine that is busy with other tests; the bound of one evaluation is well below. */
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final Expressions EXPRESSIONS = new Expressions(Limits.DEFAULT, InstantSource.system());
    private static final Scope SCOPE = scope();
    private static final List<String> TOKENS = List.of(
            "input",
            "nodes",
            "execution",
            "$",
            "$$",
            "$x",
            "a",
            "b.c",
            "`a b`",
            "1",
            "-2.5",
            "1e308",
            "'t'",
            "\"u\"",
            "true",
            "null",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            ";",
            ":=",
            ".",
            "*",
            "**",
            "%",
            "/",
            "+",
            "-",
            "&",
            "=",
            "!=",
            "<",
            ">=",
            "and",
            "or",
            "in",
            "?",
            "^(",
            "@$i",
            "#$i",
            "~>",
            "|",
            "/a+/",
            "/(/i",
            "..",
            "function($n){",
            "$f(",
            "λ($n){",
            "$sum(",
            "$map(",
            "$string(",
            "$number(",
            "$split(",
            "$match(",
            "$eval(",
            "$sort(",
            "$each(",
            "$replace(",
            "$now()",
            "$random()",
            "$pad(",
            "$power(",
            "$formatNumber(",
            "$toMillis(",
            "$fromMillis(",
            "$lookup(",
            "$spread(",
            "$reduce(",
            "$assert(",
            "$error(",
            "$single(",
            "$zip(",
            "$base64decode(",
            "$decodeUrl(",
            "/* c",
            "*/",
            "secrets.KEY",
            "\\",
            "\u0000",
            "𝄞");
    private static final List<String> WHOLE = List.of(
            "input.a + 1",
            "nodes.n.output[0].b",
            "$sum(input.list)",
            "{'x': input.a, 'y': [1..5]}",
            "$map(input.list, function($v){ $v * 2 })",
            "input.list[$ > 1] ~> $count()",
            "$match(input.text, /[a-z]+/)",
            "input.a > 1 ? 'x' : 'y'",
            "($y := 3; $y & input.text)",
            "input.list^(>$)",
            "$string(input)",
            "$formatNumber(12.5, '#0.00')",
            "input.**.b",
            "$reduce(input.list, function($p, $q){ $p + $q })");

    @AfterAll
    static void close() {
        EXPRESSIONS.close();
    }

    @Test
    void tokensInAnyOrderGiveAValueOrAnErrorOfOurs() {
        Property.holds(4_000, random -> {
            StringBuilder source = new StringBuilder();
            for (int tokens = random.nextInt(1, 14); tokens > 0; tokens--) {
                source.append(Property.oneOf(random, TOKENS)).append(random.nextBoolean() ? " " : "");
            }
            assertThatItEnds(source.toString());
        });
    }

    @Test
    void expressionsWithSomethingWrongGiveAValueOrAnErrorOfOurs() {
        Property.holds(4_000, random -> {
            StringBuilder source = new StringBuilder(Property.oneOf(random, WHOLE));
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                int at = random.nextInt(source.length() + 1);
                switch (random.nextInt(4)) {
                    case 0 -> source.insert(at, Property.oneOf(random, TOKENS));
                    case 1 -> source.insert(at, Property.text(random, 3));
                    case 2 -> source.delete(at, Math.min(source.length(), at + random.nextInt(1, 5)));
                    default -> source.insert(at, Property.oneOf(random, WHOLE));
                }
            }
            assertThatItEnds(source.toString());
        });
    }

    @Test
    void anythingInAnythingGivesAValueOrAnErrorOfOurs() {
        Property.holds(60, random -> {
            String nested = nested(random);
            assertThatItEnds(nested);
        });
    }

    private static String nested(RandomGenerator random) {
        List<String[]> pairs = List.of(
                new String[] {"(", ")"},
                new String[] {"[", "]"},
                new String[] {"{'a': ", "}"},
                new String[] {"-", ""},
                new String[] {"$string(", ")"},
                new String[] {"(true ? ", " : 0)"},
                new String[] {"function($x){ ", " }(1)"},
                new String[] {"1 + (", ")"},
                new String[] {"input.a[", "]"},
                new String[] {"a.", "b"},
                new String[] {"$map([1], function($x){ ", " })"},
                new String[] {"($y := ", "; $y)"});
        String[] one = Property.oneOf(random, pairs);
        String[] other = Property.oneOf(random, pairs);
        int depth = Property.oneOf(random, List.of(3, 30, 300, 900, 2_000));
        StringBuilder end = new StringBuilder();
        StringBuilder source = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            String[] pair = random.nextBoolean() ? one : other;
            source.append(pair[0]);
            end.insert(0, pair[1]);
        }
        return source.append('1').append(end).toString();
    }

    private static void assertThatItEnds(String source) {
        String template = "${ " + source + " }";
        long begun = System.nanoTime();
        List<SyntaxError> errors = EXPRESSIONS.check(template);
        EXPRESSIONS.checkCondition(source);
        EXPRESSIONS.secrets(template);
        try {
            assertThatItIsPlain(EXPRESSIONS.evaluate(template, SCOPE));
        } catch (ExpressionException e) {
            assertThat(e.getMessage()).as(template).isNotBlank();
            if (errors.isEmpty() && Template.parse(template).unclosed() == null) {
                assertThat(e.reason())
                        .as("%s was said to be right: %s", template, e.getMessage())
                        .isNotEqualTo(Reason.SYNTAX);
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(template).isLessThan(SOON);
    }

    private static void assertThatItIsPlain(@Nullable Object value) {
        try {
            assertThat(JSON.writeValueAsString(value)).isNotNull();
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON holds " + value, e);
        }
    }

    private static Scope scope() {
        Map<String, @Nullable Object> input = new LinkedHashMap<>();
        input.put("a", 3L);
        input.put("text", "some text, Äpfel 𝄞");
        input.put("list", List.of(1L, 2L, 3.5));
        input.put("nothing", null);
        return Scope.of(
                input, Map.of("n", Map.of("output", List.of(Map.of("b", true)))), Map.of("id", "x", "version", 1L));
    }
}
