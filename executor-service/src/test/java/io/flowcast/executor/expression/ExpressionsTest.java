package io.flowcast.executor.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowcast.executor.expression.ExpressionException.Reason;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionsTest {
    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));
    private static final Expressions EXPRESSIONS = new Expressions(Limits.DEFAULT, NOON);

    private static final Scope SCOPE = Scope.of(
            order(),
            Map.of("fraud", Map.of("output", Map.of("status", 200, "body", Map.of("score", 0.25)))),
            Map.of("id", "wf_exec_0_01", "workflowId", "order", "version", 3));

    @AfterAll
    static void close() {
        EXPRESSIONS.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '\0',
            value = {
                "plain text                                     => plain text",
                "${ input.orderId }                             => A-1",
                "order ${ input.orderId } costs ${input.total}! => order A-1 costs 120!",
                "${ input.baseUrl & '/reserve' }                => http://backend/reserve",
                "$${ input.orderId }                            => ${ input.orderId }",
                "a $${ b ${ 'c' } d                             => a ${ b c d",
                "costs $5                                       => costs $5",
                "${ '}' }                                       => }",
                "${ \"a}b\" }${ '\\\\}' }                       => a}b\\}",
                "${ {'a': {'b': 'deep'}}.a.b }                  => deep",
                "${ $match('ab}c', /b\\}/).match }              => b}",
                "${ /* } */ 'x' }                               => x",
                "${ input.`odd } name` }                        => odd",
                "nothing: ${ input.missing }.                   => nothing: .",
                "list ${ input.lines.sku }                      => list [\"x\",\"y\"]",
                "object ${ {'a': null, 'b': 1.50, 'c': true} }  => object {\"a\":null,\"b\":1.5,\"c\":true}",
                "${ $pad('7', -3, '0') }                        => 007",
                "${ $join(['a','b','c'], '-') }                 => a-b-c",
                "${ $replace('2026-11-22', /(\\d+)-(\\d+)-(\\d+)/, '$3.$2.$1') } => 22.11.2026",
                "${ $replace('abc', /b/, function($m){ $uppercase($m.match) }) } => aBc",
                "${ $replace('a.b.c', '.', '$') }               => a$b$c",
                "${ $replace('a.b.c', '.', '', 1) }             => ab.c",
                "${ $substring('hello', -3, 2) }                => ll",
                "${ $now() }                                    => 2026-11-22T12:00:00.000Z",
                "${ $fromMillis(0, '[Y0001]-[M01]-[D01]') }     => 1970-01-01",
                "at ${ $toMillis('20260102', '[Y0001][M01][D01]') } => at 1767312000000",
                "${ $lowercase('ÄÖ') & $uppercase('straße') }   => äöSTRASSE",
                "${ $substringBefore('a-b-c', '-') & $substringAfter('a-b-c', '-') } => ab-c",
                "${ $map(['a','b'], $uppercase) ~> $join }      => AB",
                "${ ($half := $pad(?, 5, '.'); $half('ab')) }   => ab...",
            })
    void a_string_gives_a_string(String template, String expected) {
        assertThat(evaluate(template)).isEqualTo(expected);
    }

    @Test
    void a_single_expression_keeps_its_type() {
        assertThat(evaluate("${ input.total }")).isEqualTo(120L);
        assertThat(evaluate("${ input.total * 1.25 }")).isEqualTo(150L);
        assertThat(evaluate("${ input.total / 7 > 17 }")).isEqualTo(true);
        assertThat(evaluate("${ nodes.fraud.output.body.score }")).isEqualTo(0.25);
        assertThat(evaluate("${ execution.version + 1 }")).isEqualTo(4L);
        assertThat(evaluate("${ input.lines[qty > 1] }")).isEqualTo(Map.of("sku", "y", "qty", 2L));
        assertThat(evaluate("${ input.lines.qty }")).isEqualTo(List.of(1L, 2L));
        assertThat(evaluate("${ $count(input.lines) }")).isEqualTo(2L);
        assertThat(evaluate("${ [1..3] }")).isEqualTo(List.of(1L, 2L, 3L));
        assertThat(evaluate("${ null }")).isNull();
        assertThat(evaluate("${ unknown.field }")).isNull();
        assertThat(evaluate("${ nodes.notYet.output }")).isNull();
        assertThat(evaluate("${ {'n': null, 'l': [null, 1]} }"))
                .isEqualTo(mapOf("n", null, "l", Arrays.asList(null, 1L)));
        assertThat(evaluate("${ $split('a1b22c', /[0-9]+/) }")).isEqualTo(List.of("a", "b", "c"));
        assertThat(evaluate("${ $match('a1b22', /([a-z])[0-9]+/)[1].groups[0] }"))
                .isEqualTo("b");
        assertThat(evaluate("${ $spread([{'a':1,'b':2}]) }")).isEqualTo(List.of(Map.of("a", 1L), Map.of("b", 2L)));
        assertThat(evaluate("${ $millis() }"))
                .isEqualTo(Instant.parse("2026-11-22T12:00:00Z").toEpochMilli());
    }

    @Test
    void a_map_or_list_is_filled_all_the_way_down() {
        Object template =
                mapOf("order", "${ input.orderId }", "deep", List.of(1, Map.of("t", "${ input.total }")), "n", null);

        assertThat(evaluate(template))
                .isEqualTo(mapOf("order", "A-1", "deep", List.of(1L, Map.of("t", 120L)), "n", null));
    }

    @Test
    void the_result_shares_nothing_with_the_scope() {
        Object first = evaluate("${ input.lines }");

        assertThat(first).isEqualTo(evaluate("${ ($x := input.lines; $x) }")).isNotSameAs(order().get("lines"));
        ((List<?>) first).clear();
        assertThat(evaluate("${ $count(input.lines) }")).isEqualTo(2L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "input",
                "input.lines",
                "input.single",
                "input.empty",
                "input.nothing",
                "input.nothing.more",
                "input.total",
                "input.total.more",
                "input.orderId.more",
                "input.nested",
                "input.lines.sku",
                "input.single.sku",
                "execution.id",
                "nodes.fraud.output",
                "absent",
                "absent.more",
                "input.emptyMap"
            })
    void a_plain_path_gives_what_jsonata_gives(String path) {
        assertThat(evaluate("${ " + path + " }")).isEqualTo(evaluate("${ ( " + path + " ) }"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '\0',
            value = {
                "input.total > 100                     => true",
                "${ input.total > 100 }                => true",
                "${ nodes.fraud.output.body.score < 0.2 } => false",
                "input.missing                         => false",
                "input.missing > 3                     => false",
                "input.orderId                         => true",
                "input.empty                           => false",
                "input.emptyMap                        => false",
                "input.lines                           => true",
                "[0, false]                            => false",
                "[0, 1]                                => true",
                "0                                     => false",
                "''                                    => false",
                "null                                  => false",
                "input.nothing                         => false",
                "{'a': 1}.a = 1                        => true",
                "function($x){$x}                      => false"
            })
    void a_condition_holds_by_jsonatas_truth(String when, boolean expected) {
        assertThat(EXPRESSIONS.holds(when, SCOPE)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '\0',
            value = {
                "${ input.                   => 0",
                "a ${ 'open }                => 5",
                "${ 1 + }                    => 7",
                "ok ${ 1 } then ${ ) }       => 17",
                "${}                         => 2",
                "${ $eval__evaluate_entry }  => 2",
                "${ /[/ }                    => 3"
            })
    void a_syntax_error_has_its_place(String template, int offset) {
        assertThat(EXPRESSIONS.check(template)).singleElement().satisfies(error -> {
            assertThat(error.pointer()).isEmpty();
            assertThat(error.offset()).isBetween(offset - 2, offset + 2);
        });
    }

    @Test
    void every_syntax_error_of_a_template_is_found() {
        Object template = Map.of("a/b", List.of("${ 1 + }", "fine ${ 2 }", Map.of("c", "${ ( }")));

        assertThat(EXPRESSIONS.check(template))
                .extracting(SyntaxError::pointer)
                .containsExactly("/a~1b/0", "/a~1b/2/c");
        assertThat(EXPRESSIONS.checkCondition("total ${ input.total } more")).hasSize(1);
        assertThat(EXPRESSIONS.checkCondition("${ input.total > 1 }")).isEmpty();
        assertThat(EXPRESSIONS.checkCondition("input.total > ")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${ input.total + 'x' }",
                "${ $error('no') }",
                "${ $sum(['a']) }",
                "${ 1/0 }",
                "${ function($x){$x} }",
                "${ $eval('1') }",
                "${ notAFunction(1) }",
                "${ $number('abc') }",
                "${ $match('aa', /x*/) }"
            })
    void an_expression_that_fails_says_which_and_why(String template) {
        assertThatThrownBy(() -> EXPRESSIONS.evaluate(Map.of("field", template), SCOPE))
                .isInstanceOfSatisfying(ExpressionException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.FAILED);
                    assertThat(e).hasMessageContaining(template).hasMessageContaining("[in field]");
                });
    }

    @Test
    void a_fault_of_the_library_is_told_without_its_words_and_has_a_way_around() {
        assertThatThrownBy(() -> EXPRESSIONS.evaluate("${ [input][0].total }", SCOPE))
                .hasMessageContaining("$name :=")
                .hasMessageNotContaining("class");
        assertThat(EXPRESSIONS.evaluate("${ ($first := [input][0]; $first.total) }", SCOPE))
                .isEqualTo(EXPRESSIONS.evaluate("${ input.total }", SCOPE));
    }

    @Test
    void one_expression_serves_many_threads_at_once() throws InterruptedException {
        AtomicInteger right = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            int base = t * 10_000;
            threads.add(Thread.startVirtualThread(() -> {
                for (int i = base; i < base + 500; i++) {
                    Object sum = EXPRESSIONS.evaluate(
                            "${ $sum($map([1..3], function($x){ $x + input })) & '-' & $replace('a1', /[0-9]/, 'b') }",
                            Scope.of(i, Map.of(), Map.of()));
                    if (sum.equals(6 + 3L * i + "-ab")) {
                        right.incrementAndGet();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(right).hasValue(4000);
    }

    private static @Nullable Object evaluate(@Nullable Object template) {
        return EXPRESSIONS.evaluate(template, SCOPE);
    }

    private static Map<String, @Nullable Object> order() {
        Map<String, @Nullable Object> order = new LinkedHashMap<>();
        order.put("orderId", "A-1");
        order.put("total", 120);
        order.put("baseUrl", "http://backend");
        order.put("odd } name", "odd");
        order.put("lines", List.of(Map.of("sku", "x", "qty", 1), Map.of("sku", "y", "qty", 2)));
        order.put("single", List.of(Map.of("sku", "x")));
        order.put("nested", List.of(List.of(1)));
        order.put("empty", List.of());
        order.put("emptyMap", Map.of());
        order.put("nothing", null);
        return Collections.unmodifiableMap(order);
    }

    private static Map<String, @Nullable Object> mapOf(@Nullable Object... keysAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
        }
        return map;
    }
}
