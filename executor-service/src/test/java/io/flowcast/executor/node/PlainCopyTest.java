package io.flowcast.executor.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlainCopyTest {

    private static final long BOUND = 1_000;

    @Test
    void copiesPlainValuesAndNothingThatTheirOwnerChangesLater() {
        List<Object> list = new ArrayList<>(Arrays.asList(
                1,
                2L,
                (short) 3,
                4.5,
                5.5f,
                BigInteger.TEN,
                new BigDecimal("1.10"),
                true,
                null,
                "text",
                Map.of("a", "b")));
        Object copy = plain(list);
        assertThat(copy).isEqualTo(list);

        list.clear();
        assertThat((List<?>) copy).hasSize(11);
        assertThat(plain(new LinkedHashSet<>(List.of("a", "b")))).isEqualTo(List.of("a", "b"));
        assertThat(plain(null)).isNull();
    }

    @Test
    void refusesWhatIsNotPlainSayingWhere() {
        assertThat(refused(Map.of("items", List.of(1, UUID.randomUUID()))))
                .isEqualTo("at /items/1: an object of java.util.UUID is no plain value: maps, lists, text, numbers,"
                        + " booleans and null are");
        assertThat(refused(Map.of("a", Map.of(1, 2)))).isEqualTo("at /a: a key of a map is no text: 1");
        assertThat(refused(List.of(Double.NaN))).isEqualTo("at /0: NaN is no number of JSON");
        assertThat(refused(Float.NEGATIVE_INFINITY)).isEqualTo("-Infinity is no number of JSON");
    }

    @Test
    void refusesCyclesAndWhatNestsTooDeep() {
        List<Object> cyclic = new ArrayList<>();
        cyclic.add(cyclic);
        assertThat(refused(cyclic)).contains("contains itself");

        Object deep = "bottom";
        for (int i = 0; i < Nesting.MOST + 1; i++) {
            deep = List.of(deep);
        }
        assertThat(refused(deep)).contains("nests deeper than 100 levels");
    }

    @Test
    void stopsAtTheBoundHoweverMuchThereIs() {
        assertThat(refused("x".repeat(1_001))).isEqualTo("it has more than 1000 bytes of JSON");
        assertThat(refused(Collections.nCopies(1_001, null))).contains("more than 1000");
        assertThat(refused(BigInteger.ONE.shiftLeft(8_000))).contains("more than 1000");
        assertThat(refused(new AbstractList<Object>() {
                    @Override
                    public Object get(int index) {
                        return index;
                    }

                    @Override
                    public int size() {
                        return Integer.MAX_VALUE;
                    }
                }))
                .contains("more than 1000");
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return ((PlainCopy.Plain) PlainCopy.of(value, BOUND)).value();
    }

    private static String refused(Object value) {
        return ((PlainCopy.Refused) PlainCopy.of(value, BOUND)).detail();
    }
}
