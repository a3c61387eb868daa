package io.flowcast.executor.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowcast.executor.expression.ExpressionException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretExpressionsTest {

    private static final String VALUE = "hidden-value-of-the-token";
    private static final Expressions EXPRESSIONS = Expressions.withDefaults();

    private final List<String> asked = new ArrayList<>();
    private final Scope without = Scope.of(
            Map.of("list", List.of(1, 2), "secrets", Map.of("TOKEN", "of the input")), Map.of(), Map.of("id", "x"));
    private final Scope with = without.withSecrets(this::secret);

    @AfterAll
    static void close() {
        EXPRESSIONS.close();
    }

    private @Nullable String secret(String name) {
        asked.add(name);
        return Map.of("TOKEN", VALUE, "my-key", "dashed").get(name);
    }

    private @Nullable Object evaluate(String text) {
        return EXPRESSIONS.evaluate(text, with);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '\0',
            value = {
                "${ secrets.TOKEN }                                   => hidden-value-of-the-token",
                "Bearer ${ secrets.TOKEN }!                           => Bearer hidden-value-of-the-token!",
                "${ 'Bearer ' & secrets.TOKEN }                       => Bearer hidden-value-of-the-token",
                "${ secrets.`my-key` }                                => dashed",
                "${ `secrets`.\"TOKEN\" }                             => hidden-value-of-the-token",
                "${ $uppercase(secrets.TOKEN) }                       => HIDDEN-VALUE-OF-THE-TOKEN",
                "${ ($t := secrets.TOKEN; $substring($t, 0, 3)) }     => hid",
                "${ $join(input.list.(secrets.TOKEN), ',') }          => hidden-value-of-the-token,hidden-value-of-the-token",
                "${ input.list[$ = 2 and secrets.TOKEN != ''] & '' }  => 2",
                "${ {'a': secrets.TOKEN}.a }                          => hidden-value-of-the-token",
                "${ input.secrets.TOKEN }                             => of the input",
                "${ input.($.secrets.TOKEN) }                         => of the input",
            })
    void haveTheValue(String template, String expected) {
        assertThat(EXPRESSIONS.checkWithSecrets(template)).isEmpty();
        assertThat(evaluate(template)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${ $ }",
                "${ $$ }",
                "${ ** }",
                "${ * }",
                "${ $keys($$) }",
                "${ $lookup($$, 'secrets') }",
                "${ $$.secrets }",
                "${ $$.secrets.TOKEN }",
                "${ $secrets }",
                "${ $each($$, function($v, $k) { $v }) }",
                "${ $spread($$) }",
                "${ ($x := $$; $x.secrets) }",
                "${ $lookup($$, 'sec' & 'rets').TOKEN }",
                "${ 'x' ? $string($$) & $string(**) }",
            })
    void reachNoneInAnyOtherWay(String template) {
        assertThat(Objects.toString(evaluate(template))).doesNotContain(VALUE);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '\0',
            value = {
                "${ secrets }                            => 3",
                "${ $lookup(secrets, 'TOKEN') }          => 11",
                "${ secrets.* }                          => 3",
                "${ secrets.**}                          => 3",
                "${ (secrets).TOKEN }                    => 4",
                "${ ($s := secrets; $s.TOKEN) }          => 10",
                "${ secrets[0].TOKEN }                   => 3",
                "${ secrets.TOKEN.length }               => 3",
                "${ secrets.TOKEN[0] }                   => 3",
                "${ secrets.TOKEN{'a': $} }              => 3",
                "${ secrets@$s.TOKEN }                   => 3",
                "${ secrets.$string() }                  => 3",
                "${ secrets{'a': TOKEN} }                => 3",
                "${ $map(['TOKEN'], function($n) { $lookup(secrets, $n) }) } => 49",
                "${ secrets^(TOKEN) }                    => 3",
                "${ secrets.TOKEN & secrets }            => 19",
            })
    void areRefusedWhereTheyAreNotNamedAlone(String template, int offset) {
        assertThat(EXPRESSIONS.checkWithSecrets(template)).singleElement().satisfies(error -> {
            assertThat(error.detail()).contains("a secret is named alone, as in secrets.TOKEN");
            assertThat(error.offset()).isBetween(2, offset);
        });
        assertThatThrownBy(() -> evaluate(template))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("named alone")
                .hasMessageNotContaining(VALUE);
        assertThat(asked).isEmpty();
    }

    @Test
    void areRefusedWithTheirPlaceWhereTheyMayNotBeUsed() {
        assertThat(EXPRESSIONS.check(Map.of("a", List.of("x ${ input.a & secrets.TOKEN }"))))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.pointer()).isEqualTo("/a/0");
                    assertThat(error.offset()).isEqualTo(15);
                    assertThat(error.detail()).contains("secrets can't be used here");
                });
        assertThat(EXPRESSIONS.checkCondition("secrets.TOKEN = 'x'"))
                .singleElement()
                .satisfies(error -> assertThat(error.offset()).isZero());
        assertThat(EXPRESSIONS.check("${ input.secrets.TOKEN }")).isEmpty();
    }

    @Test
    void areRefusedWhenEvaluatedWhereTheyMayNotBeUsed() {
        assertThatThrownBy(() -> EXPRESSIONS.evaluate("${ secrets.TOKEN }", without))
                .isInstanceOfSatisfying(
                        ExpressionException.class, e -> assertThat(e.reason()).isEqualTo(Reason.SYNTAX))
                .hasMessageContaining("secrets can't be used here");
        assertThatThrownBy(() -> EXPRESSIONS.holds("secrets.TOKEN = 'x'", without))
                .hasMessageContaining("secrets can't be used here");
    }

    @Test
    void failWithTheNameOfASecretThatIsNotThere() {
        assertThatThrownBy(() -> EXPRESSIONS.evaluate(Map.of("headers", "${ secrets.OTHER }"), with))
                .isInstanceOfSatisfying(
                        ExpressionException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FAILED))
                .hasMessageContaining("there is no secret OTHER")
                .hasMessageContaining("FLOWCAST_SECRET_OTHER")
                .hasMessageContaining("[in headers]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${ $number(secrets.TOKEN) }",
                "${ $error('it is ' & $uppercase(secrets.TOKEN)) }",
                "${ $toMillis(secrets.TOKEN) }",
                "${ secrets.TOKEN + 1 }",
                "${ $assert(false, secrets.TOKEN) }",
                "${ $parseInteger(secrets.TOKEN, '#') }",
            })
    void failWithoutTheirValues(String template) {
        assertThatThrownBy(() -> evaluate(template))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("secrets.TOKEN")
                .satisfies(e -> assertThat(e.getMessage().toLowerCase(java.util.Locale.ROOT))
                        .doesNotContain(VALUE.substring(0, 6)));
    }

    @Test
    void areTheOnesThatTheTemplateNames() {
        assertThat(EXPRESSIONS.secrets(Map.of(
                        "a",
                        List.of("${ secrets.A }", "secrets.B", "$${ secrets.C }", "${ input.secrets.D }"),
                        "b",
                        "${ input.x.(secrets.E) }${ secrets.`f-f` }${ secrets. }")))
                .containsExactly("A", "E", "f-f");
        assertThat(EXPRESSIONS.secrets(null)).isEmpty();
    }
}
