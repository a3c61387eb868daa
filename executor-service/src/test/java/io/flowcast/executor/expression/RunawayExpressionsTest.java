package io.flowcast.executor.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flowcast.executor.expression.ExpressionException.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunawayExpressionsTest {
    private static final String LOOP = "${ ($f := function($n){ $f($n) }; $f(0)) }";
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final Expressions expressions = new Expressions(Limits.DEFAULT, InstantSource.system());

    @AfterEach
    void close() {
        expressions.close();
    }

    static Stream<Arguments> runaways() {
        return Stream.of(
                of("recursion", "($f := function($n){ 1 + $f($n + 1) }; $f(0))", Reason.DEPTH),
                of("a loop by tail calls", "($f := function($n){ $f($n + 1) }; $f(0))", Reason.TIMEOUT, Reason.SIZE),
                of("two by two", "($f := function($n){ $f($n) + $f($n) }; $f(0))", Reason.DEPTH),
                of(
                        "Fibonacci",
                        "($f := function($n){ $n < 2 ? 1 : $f($n - 1) + $f($n - 2) }; $f(60))",
                        Reason.TIMEOUT,
                        Reason.SIZE),
                of("a string that doubles", "$reduce([1..60], function($s, $i){ $s & $s }, 'xx')", Reason.SIZE),
                of("a list that doubles", "$reduce([1..60], function($s, $i){ $append($s, $s) }, [1, 2])", Reason.SIZE),
                of(
                        "a pair of pairs of pairs",
                        "$string($reduce([1..60], function($s, $i){ {'a': $s, 'b': $s} }, {}))",
                        Reason.SIZE),
                of("padding", "$pad('x', 200000000)", Reason.SIZE),
                of("padding to the left", "$pad('x', -2000000000)", Reason.SIZE),
                of("a range", "[1..10000000]", Reason.SIZE),
                of("a range of ranges", "[1..100000].[1..100000]", Reason.SIZE, Reason.TIMEOUT),
                of("a sum over a range", "$sum([1..9000000])", Reason.SIZE),
                of("many large ones", "[1..100000].$pad('x', 500000)", Reason.SIZE, Reason.TIMEOUT),
                of("a join", "$join([1..50000].$string(), $pad('y', 500000))", Reason.SIZE),
                of("a replacement", "$replace($pad('x', 500000, 'x'), 'x', $pad('y', 500000, 'y'))", Reason.SIZE),
                of("groups of a replacement", "$replace($pad('x', 500000), /(.+)/, '$1$1$1$1')", Reason.SIZE),
                of(
                        "backtracking",
                        "$contains('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /(a+)+\\1b/)",
                        Reason.TIMEOUT),
                of(
                        "backtracking in split",
                        "$split('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /(a|aa)+\\1b/)",
                        Reason.TIMEOUT),
                of(
                        "backtracking as a function",
                        "/(a+)+\\1b/('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')",
                        Reason.TIMEOUT),
                of(
                        "backtracking in a chain",
                        "($r := /(a+)+\\1b/; 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' ~> $r)",
                        Reason.TIMEOUT),
                of(
                        "backtracking with a condition around",
                        "true and $contains('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /(a+)+\\1b/)",
                        Reason.TIMEOUT),
                of("a recursive regular expression", "$contains($pad('a', 500000, 'a'), /^(a|b)*c/)", Reason.DEPTH),
                of("parentheses", "(".repeat(7000) + "1" + ")".repeat(7000), Reason.SYNTAX, Reason.DEPTH),
                of("brackets", "[".repeat(7000) + "]".repeat(7000), Reason.SYNTAX, Reason.DEPTH),
                of("an open nest", "(".repeat(16000), Reason.SYNTAX, Reason.DEPTH),
                of("a long one", "1" + "+1".repeat(20_000), Reason.SYNTAX),
                of("a huge result", "[1..60000].$pad('x', 6)", Reason.SIZE),
                of("a deep result", "$reduce([1..2000], function($s, $i){ {'a': $s} }, {})", Reason.DEPTH),
                of("a rounding", "$round(1.5, 1000000000)", Reason.FAILED),
                of("a wide picture", "$formatInteger(1, $pad('0', 100000, '0'))", Reason.FAILED),
                of("a wide date", "$fromMillis(1, '[Y,100000000]')", Reason.FAILED),
                of("Roman numerals", "$formatInteger(2000000000, 'I')", Reason.DEPTH),
                of(
                        "letting go of the bounds",
                        "($__evaluate_entry := missing; $f := function(){ $f() }; $f())",
                        Reason.SYNTAX),
                of(
                        "sorting by a loop",
                        "$sort([1..2000], function($a, $b){ $sum([1..20000]) > 0 })",
                        Reason.TIMEOUT,
                        Reason.SIZE,
                        Reason.FAILED),
                of("letters that become several", "$uppercase($pad('ß', 400000, 'ß'))", Reason.SIZE),
                of("a long URL", "$encodeUrl('http://x?' & $pad('a', 400000, 'a'))", Reason.FAILED),
                of("everything under everything", "[1..3000].$$.**.**", Reason.TIMEOUT, Reason.SIZE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runaways")
    void ends_in_bounded_time_with_a_clear_error(String name, String expression, Set<Reason> reasons) {
        Scope scope = Scope.of(Map.of("list", List.of(1, 2, 3)), Map.of(), Map.of("id", "x"));
        long start = System.nanoTime();

        assertThatThrownBy(() -> expressions.evaluate("${ " + expression + " }", scope))
                .isInstanceOfSatisfying(ExpressionException.class, e -> {
                    assertThat(e.reason()).as(e.getMessage()).isIn(reasons);
                    assertThat(e.getMessage()).contains(expression.substring(0, Math.min(20, expression.length())));
                    assertThat(e.getMessage()).hasSizeLessThan(600);
                });
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        await().untilAsserted(() -> assertThat(expressions.lostThreads()).isZero());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$contains($pad('a', 500000, 'a'), $pad('a', 250000, 'a') & 'b')",
                "$contains($pad('a', 500000, 'a'), 'b' & $pad('a', 250000, 'a'))",
                "$length($substringAfter($pad('ab', 500000, 'ab'), $pad('ab', 250000, 'ab') & 'b')) = 0",
                "$count($split($pad('a', 500000, 'a'), 'b' & $pad('a', 250000, 'a'))) > 1",
                "$exists($toMillis($pad('1', 60, '1'), '[Y][M][D][F][W][w][X][x][H][h][P][m][s][f]z'))",
                "$count({'a': $map([1..20000], function($i){ [$i] })}.*) < 0"
            })
    void a_search_through_much_ends_in_bounded_time(String expression) {
        long start = System.nanoTime();

        assertThat(expressions.evaluate("${ " + expression + " }", Scope.EMPTY)).isEqualTo(false);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
    }

    @Test
    void a_template_that_is_too_large_by_itself_is_refused() {
        assertThatThrownBy(() -> expressions.evaluate(Map.of("a", "x".repeat(300_000)), Scope.EMPTY))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("[in a]")
                .hasMessageContaining("larger than 262144 bytes");
    }

    @Test
    void others_are_served_while_some_run_away() throws Exception {
        CountDownLatch running = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            Thread.startVirtualThread(() -> {
                running.countDown();
                assertThatThrownBy(() -> expressions.evaluate(LOOP, Scope.EMPTY));
            });
        }
        running.await();

        assertThat(expressions.evaluate("${ 1 + 1 }", Scope.EMPTY)).isEqualTo(2L);
    }

    @Test
    void a_thread_that_can_not_be_stopped_is_replaced_and_comes_back() {
        // Given workers and work that does not look at its evaluation
        Limits limits = Limits.DEFAULT.withTimeout(Duration.ofMillis(50)).withThreads(1);
        CountDownLatch release = new CountDownLatch(1);
        try (Workers workers = new Workers(1, limits.timeout())) {
            assertThatThrownBy(() -> workers.run(evaluation(limits), () -> waitFor(release)))
                    .isInstanceOfSatisfying(
                            ExpressionException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));

            // Then another thread does the work
            assertThat(workers.lost()).isEqualTo(1);
            assertThat(workers.run(evaluation(limits), () -> "served")).isEqualTo("served");

            // And when that one is lost as well, more are refused at once
            assertThatThrownBy(() -> workers.run(evaluation(limits), () -> waitFor(release)))
                    .isInstanceOf(ExpressionException.class);
            assertThatThrownBy(() -> workers.run(evaluation(limits), () -> "never"))
                    .isInstanceOfSatisfying(
                            ExpressionException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.BUSY));

            // Until they come out
            release.countDown();
            await().until(() -> workers.lost() == 0);
            assertThat(workers.run(evaluation(limits), () -> "again")).isEqualTo("again");
        }
    }

    @Test
    void an_interrupted_caller_stops_its_evaluation_and_stays_interrupted() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        Thread caller = Thread.startVirtualThread(() -> {
            try {
                expressions.evaluate(LOOP, Scope.EMPTY);
            } catch (ExpressionException e) {
                if (Thread.currentThread().isInterrupted()) {
                    ended.countDown();
                }
            }
        });

        caller.interrupt();

        await().atMost(Duration.ofSeconds(3)).until(() -> ended.getCount() == 0);
    }

    private static Evaluation evaluation(Limits limits) {
        return new Evaluation(limits, InstantSource.system());
    }

    private static String waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "released";
    }

    private static Arguments of(String name, String expression, Reason... reasons) {
        Set<Reason> allowed = EnumSet.copyOf(List.of(reasons));
        if (allowed.contains(Reason.SIZE) || allowed.contains(Reason.DEPTH)) {
            // A machine that is busy with other tests may take a second on the way there.
            allowed.add(Reason.TIMEOUT);
        }
        return Arguments.of(name, expression, allowed);
    }
}
