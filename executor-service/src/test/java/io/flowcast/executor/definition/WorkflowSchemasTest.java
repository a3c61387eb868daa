package io.flowcast.executor.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.flowcast.events.Problem.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkflowSchemasTest {
    private final WorkflowSchemas inputs = new WorkflowSchemas();

    @Test
    void an_input_that_is_as_asked_has_no_faults() {
        assertThat(inputs.input(asking(orderSchema()), Map.of("orderId", "A-1", "total", 12.5)))
                .isEmpty();
        assertThat(inputs.input(asking(null), "anything")).isEmpty();
    }

    @Test
    void every_fault_is_named_with_its_place() {
        assertThat(inputs.input(asking(orderSchema()), Map.of("total", "much", "lines", List.of(Map.of("qty", 0)))))
                .extracting(Fault::pointer, Fault::detail)
                .containsExactlyInAnyOrder(
                        tuple("", "the field 'orderId' is missing"),
                        tuple("/total", "string found, number expected"),
                        tuple("/lines/0/qty", "must have a minimum value of 1"));
    }

    @Test
    void an_output_is_checked_as_it_is() {
        Definition asking =
                Definition.of("x", 1).outputSchema(Map.of("type", "object")).build();

        assertThat(inputs.output(asking, Map.of())).isEmpty();
        assertThat(inputs.output(asking, null))
                .extracting(Fault::detail)
                .containsExactly("null found, object expected");
        assertThat(inputs.output(asking(orderSchema()), "anything")).isEmpty();
    }

    @Test
    void no_input_is_an_empty_one() {
        assertThat(inputs.input(asking(orderSchema()), null))
                .extracting(Fault::detail)
                .containsExactly("the field 'orderId' is missing");
    }

    @Test
    void a_pattern_that_backtracks_for_ever_is_cut_short() {
        Map<String, Object> schema =
                Map.of("type", "object", "properties", Map.of("a", Map.of("pattern", "^(a+)+\\1b$")));
        long start = System.nanoTime();

        assertThat(inputs.input(asking(schema), Map.of("a", "a".repeat(60))))
                .extracting(Fault::detail)
                .first()
                .asString()
                .contains("takes too long");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void a_schema_that_refers_to_itself_for_ever_is_an_error_and_not_a_crash() {
        assertThat(inputs.input(asking(Map.of("$ref", "#")), Map.of())).isNotEmpty();
    }

    @Test
    void a_schema_that_is_none_or_refers_elsewhere_is_refused() {
        assertThat(WorkflowSchemas.check(Map.of("type", "objekt"))).isNotEmpty();
        assertThat(WorkflowSchemas.check(Map.of("properties", Map.of("a", Map.of("pattern", "(")))))
                .isNotEmpty();
        assertThat(WorkflowSchemas.check(Map.of("$ref", "#/$defs/missing"))).isNotEmpty();
        assertThat(WorkflowSchemas.check(Map.of("$ref", "file:///etc/passwd"))).isNotEmpty();
        assertThat(WorkflowSchemas.check(Map.of("allOf", List.of(Map.of("$ref", "https://localhost/schema")))))
                .extracting(JsonSchema.Miss::pointer)
                .containsExactly("/allOf/0/$ref");
        assertThat(WorkflowSchemas.check(Map.of("$schema", "http://json-schema.org/draft-04/schema#")))
                .isNotEmpty();
        assertThat(WorkflowSchemas.check(orderSchema())).isEmpty();
    }

    private static Map<String, Object> orderSchema() {
        return Map.of(
                "type",
                "object",
                "required",
                List.of("orderId"),
                "properties",
                Map.of(
                        "orderId",
                        Map.of("type", "string"),
                        "total",
                        Map.of("type", "number"),
                        "lines",
                        Map.of("items", Map.of("properties", Map.of("qty", Map.of("type", "integer", "minimum", 1))))));
    }

    private static Definition asking(@Nullable Map<String, Object> schema) {
        return Definition.of("x", 1).inputSchema(schema).build();
    }
}
