package io.flowcast.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowcast.executor.definition.CompiledDefinition;
import io.flowcast.executor.definition.Definition;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DefinitionCacheTest {

    private final DefinitionCache cache = new DefinitionCache(2, 100);
    private final AtomicInteger readings = new AtomicInteger();

    private CompiledDefinition get(int version, String json) {
        return cache.get(version, json, () -> {
            readings.incrementAndGet();
            return CompiledDefinition.of(Definition.of("some", version).build());
        });
    }

    @Test
    void readsADefinitionOnce() {
        assertThat(get(1, "a")).isSameAs(get(1, new String("a")));
        assertThat(readings).hasValue(1);
    }

    @Test
    void tellsVersionsAndTextsApart() {
        assertThat(get(1, "a")).isNotSameAs(get(2, "a"));
        assertThat(get(2, "a")).isNotSameAs(get(2, "b"));
    }

    @Test
    void forgetsWhatWasNotAskedForLongest() {
        get(1, "a");
        get(1, "b");
        get(1, "a");
        get(1, "c");

        get(1, "a");
        assertThat(readings).hasValue(3);
        get(1, "b");
        assertThat(readings).hasValue(4);
        assertThat(cache.size()).isEqualTo(2);
    }

    @Test
    void keepsNoMoreCharactersThanItMay() {
        get(1, "a".repeat(60));
        get(1, "b".repeat(60));
        get(1, "c".repeat(101));

        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void remembersNoFailure() {
        assertThatThrownBy(() -> cache.get(1, "a", () -> {
                    throw new IllegalStateException("of another time");
                }))
                .hasMessage("of another time");

        get(1, "a");
        assertThat(readings).hasValue(1);
    }
}
