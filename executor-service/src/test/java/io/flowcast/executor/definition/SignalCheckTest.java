package io.flowcast.executor.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.Problem.Fault;
import io.flowcast.executor.expression.Expressions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalCheckTest {
    private static final Expressions EXPRESSIONS = Expressions.withDefaults();
    private static final DefinitionReader READER = new DefinitionReader(
            new NodeTypeCatalog() {
                @Override
                public Set<String> names() {
                    return Set.of("signal", "noop", "for");
                }

                @Override
                public Optional<Map<String, Object>> settingsSchema(String type) {
                    return Optional.empty();
                }
            },
            EXPRESSIONS);

    @AfterAll
    static void close() {
        EXPRESSIONS.close();
    }

    private static Reading read(String nodes) {
        return READER.read("{id: asking, nodes: [" + nodes + "]}", Format.YAML);
    }

    private static List<Fault> faults(String nodes) {
        return ((Reading.Invalid) read(nodes)).faults();
    }

    @Test
    void signalsAreKnownBeforeTheirNodesRun() {
        Definition definition = ((Reading.Valid)
                        read("{id: a, type: signal, with: {name: go, schema: {type: string}}}, {id: b, type: noop},"
                                + " {id: c, type: signal, with: {name: stop}}"))
                .definition();

        assertThat(AwaitedSignal.of(definition))
                .containsExactly(
                        new AwaitedSignal("go", "a", Map.of("type", "string"), false),
                        new AwaitedSignal("stop", "c", null, false));
    }

    @Test
    void eachItemHasASignalOfItsOwn() {
        Definition definition = ((Reading.Valid)
                        read("{id: a, type: for, with: {items: [1], do: {type: signal, with: {name: go}}}}"))
                .definition();

        AwaitedSignal signal = AwaitedSignal.of(definition).getFirst();
        assertThat(signal).isEqualTo(new AwaitedSignal("go", "a", null, true));
        assertThat(signal.takes("go.12")).isTrue();
        assertThat(signal.item("go.12")).isEqualTo(12);
        assertThat(List.of("go", "go.", "go.x", "go.01", "go.-1", "go.123456", "stop.1"))
                .noneMatch(signal::takes);
    }

    @Test
    void noNodeWaitsForTheSignalOfAnItem() {
        assertThat(faults("{id: a, type: for, with: {items: [1], do: {type: signal, with: {name: go}}}},"
                        + " {id: b, type: signal, with: {name: go.3}}"))
                .singleElement()
                .satisfies(fault -> assertThat(fault.detail()).contains("'go.3'"));
        assertThat(faults("{id: a, type: for, with: {items: [1], do: {type: signal, with: {name: go}}}},"
                        + " {id: b, type: signal, with: {name: go}}"))
                .hasSize(1);
        assertThat(faults("{id: a, type: for, with: {items: [1], do: {type: signal, with: {name: '${ item }'}}}}"))
                .hasSize(1);
    }

    @Test
    void aNameIsWaitedForOnce() {
        assertThat(faults("{id: a, type: signal, with: {name: go}}, {id: b, type: signal, with: {name: go}}"))
                .singleElement()
                .returns("/nodes/1/with/name", Fault::pointer)
                .returns("the signal 'go' is waited for on line 1 already: a signal wakes one node", Fault::detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: \"${ input.x }\"                                  | /nodes/0/with/name",
                "name: go, schema: \"${ input.x }\"                      | /nodes/0/with/schema",
                "name: go, schema: {properties: {a: {const: \"${ 1 }\"}}} | /nodes/0/with/schema",
                "name: go, schema: {type: strong}                        | /nodes/0/with/schema/type"
            })
    void nameAndSchemaAreLiteralAndValid(String with, String pointer) {
        assertThat(faults("{id: a, type: signal, with: {" + with + "}}"))
                .extracting(Fault::pointer)
                .contains(pointer);
    }
}
