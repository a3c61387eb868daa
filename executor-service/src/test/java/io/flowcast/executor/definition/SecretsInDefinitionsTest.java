package io.flowcast.executor.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.flowcast.events.Problem;
import io.flowcast.executor.expression.Expressions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class SecretsInDefinitionsTest {

    private static final Expressions EXPRESSIONS = Expressions.withDefaults();
    private final DefinitionReader reader = new DefinitionReader(new SampleNodeTypes(), EXPRESSIONS);

    @AfterAll
    static void close() {
        EXPRESSIONS.close();
    }

    private List<Problem.Fault> faults(String yaml) {
        return switch (reader.read(yaml, Format.YAML)) {
            case Reading.Valid _ -> List.of();
            case Reading.Invalid(var faults) -> faults;
        };
    }

    @Test
    void mayStandInTheSettingsOfNodesThatTakeThem() {
        assertThat(faults("""
                id: fetch
                nodes:
                  - id: call
                    type: http
                    with: {url: "https://h/?k=${ secrets.KEY }", headers: {Authorization: "${ 'Bearer ' & secrets.TOKEN }"}}
                """)).isEmpty();
    }

    @Test
    void areRefusedEverywhereElseEachAtItsPlace() {
        assertThat(faults("""
                        id: fetch
                        nodes:
                          - {id: keep, type: set, with: {token: "${ secrets.TOKEN }"}}
                          - {id: say, type: log, with: {message: ["it is ${ secrets.TOKEN }"]}}
                          - {id: call, type: http, with: {url: "${ $lookup(secrets, 'URL') }"}}
                          - {id: end, type: noop}
                        edges:
                          - {from: keep, to: say}
                          - {from: say, to: call}
                          - {from: call, to: end, when: "secrets.TOKEN = 'x'"}
                        triggers:
                          - {type: webhook, secret: HOOK, input: "${ secrets.TOKEN }"}
                        output: "${ secrets.TOKEN }"
                        """))
                .extracting(Problem.Fault::pointer, Problem.Fault::line)
                .containsExactlyInAnyOrder(
                        tuple("/nodes/0/with/token", 3),
                        tuple("/nodes/1/with/message/0", 4),
                        tuple("/nodes/2/with/url", 5),
                        tuple("/edges/2/when", 10),
                        tuple("/triggers/0/input", 12),
                        tuple("/output", 13));
    }
}
