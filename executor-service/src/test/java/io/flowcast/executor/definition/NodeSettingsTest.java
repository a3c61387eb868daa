package io.flowcast.executor.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.flowcast.events.Problem.Fault;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeSettingsTest {
    private final NodeSettings settings = new NodeSettings(new SampleNodeTypes());

    @Test
    void what_expressions_came_to_is_held_against_the_types_schema() {
        assertThat(settings.validate("http", Map.of("url", "http://x", "retries", 2L)))
                .isEmpty();
        assertThat(settings.validate("http", Map.of("url", 5L)))
                .extracting(Fault::pointer, Fault::detail)
                .containsExactly(tuple("/url", "integer found, string expected"));
    }

    @Test
    void a_type_without_a_schema_takes_anything() {
        assertThat(settings.validate("set", Map.of("anything", true))).isEmpty();
    }
}
