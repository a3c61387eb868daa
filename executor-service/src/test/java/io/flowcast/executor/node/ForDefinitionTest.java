package io.flowcast.executor.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.Problem.Fault;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.DefinitionReader;
import io.flowcast.executor.definition.Format;
import io.flowcast.executor.definition.ItemTask;
import io.flowcast.executor.definition.Reading;
import io.flowcast.executor.definition.Retry;
import io.flowcast.executor.expression.Expressions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a {@code for} node before anything runs. */
class ForDefinitionTest {

    private static final DefinitionReader READER = new DefinitionReader(
            NodeTypes.builtIn(List.of(
                    new ForNode(),
                    new SetNode(),
                    new WaitNode(),
                    new LogNode(),
                    new NoopNode(),
                    new SwitchNode(),
                    new WorkflowNode(),
                    new SignalNode())),
            Expressions.withDefaults());

    private static Reading read(String with) {
        String text = "id: loop\nnodes:\n  - id: each\n    type: for\n    with: " + with + "\n";
        return READER.read(text, Format.YAML);
    }

    private static List<String> faults(String with) {
        return ((Reading.Invalid) read(with))
                .faults().stream().map(ForDefinitionTest::shown).toList();
    }

    private static String shown(Fault fault) {
        return fault.pointer() + " " + fault.line() + ":" + fault.column() + " " + fault.detail();
    }

    private static ItemTask task(String with) {
        Definition definition = ((Reading.Valid) read(with)).definition();
        return ItemTask.of(definition.nodes().getFirst().with());
    }

    @Test
    void readsTheTask() {
        assertThat(
                        task(
                                "{items: '${ input }', concurrency: '${ input.n }', do: {type: set, with: {a: '${ item }'}, timeout: 2s, retry: {limit: 3, delay: 10ms}, output: '${ output.a }'}}"))
                .isEqualTo(new ItemTask(
                        "set",
                        Map.of("a", "${ item }"),
                        new Retry(
                                3,
                                Duration.ofMillis(10),
                                Retry.Backoff.CONSTANT,
                                Duration.ofMinutes(1),
                                0,
                                Set.of("communication", "server", "timeout")),
                        Duration.ofSeconds(2),
                        "${ output.a }"));
    }

    @Test
    void theTaskNeedsNothingButAType() {
        assertThat(task("{items: [1, 2], do: {type: noop}}"))
                .isEqualTo(new ItemTask("noop", Map.of(), null, null, ItemTask.WHOLE_OUTPUT));
        assertThat(task("{items: [1, 2], do: {type: noop, output: null}}").output())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{do: {type: noop}} | /nodes/0/with 5:11 settings of a node of type for: the field 'items' is missing",
                "{items: []} | /nodes/0/with 5:11 settings of a node of type for: the field 'do' is missing",
                "{items: 3, do: {type: noop}} | /nodes/0/with/items 5:19",
                "{items: [], concurrency: 101, do: {type: noop}} | /nodes/0/with/concurrency 5:36",
                "{items: [], concurrency: 1001, do: {type: workflow, with: {workflowId: x}}} | /nodes/0/with/concurrency 5:36",
                "{items: [], onError: ignore, do: {type: noop}} | one of fail, collect is expected",
                "{items: [], do: {type: nope}} | /nodes/0/with/do/type 5:34 there is no node type 'nope'",
                "{items: [], do: {type: for, with: {items: [], do: {type: noop}}}} | a node of type 'for' can't be run for each item",
                "{items: [], do: {type: switch}} | a node of type 'switch' can't be run for each item",
                "{items: [], do: {type: log, with: {massage: x}}} | /nodes/0/with/do/with/massage",
                "{items: [], do: {type: log, with: {message: '${ item. }'}}} | /nodes/0/with/do/with/message",
                "{items: '${ input. }', do: {type: noop}} | /nodes/0/with/items",
                "{items: [], do: {type: noop, timeout: 3}} | /nodes/0/with/do/timeout",
                "{items: [], do: {type: noop, timeout: soon}} | /nodes/0/with/do/timeout 5:49 'soon' is no duration",
                "{items: [], do: {type: noop, timeout: '${ item.t }'}} | is no duration",
                "{items: [], do: {type: noop, retry: {limit: '${ 3 }'}}} | /nodes/0/with/do/retry/limit",
                "{items: [], do: {type: noop, retry: {limit: 1, delay: soon}}} | /nodes/0/with/do/retry/delay",
                "{items: [], do: {type: noop, onCrash: fail}} | /nodes/0/with/do/onCrash",
                "{items: [], do: {type: noop, output: '${ ( }'}} | /nodes/0/with/do/output",
                "{items: [], do: '${ input }'} | /nodes/0/with/do",
                "{items: [], do: {type: log, with: '${ item }'}} | /nodes/0/with/do/with",
            })
    void namesMistakesAtTheirPlaces(String with, String expected) {
        assertThat(faults(with)).anySatisfy(fault -> assertThat(fault).contains(expected));
    }

    @Test
    void thoseThatOnlyWaitMayBeMany() {
        assertThat(task("{items: [], concurrency: 1000, do: {type: workflow, with: {workflowId: x}}}")
                        .awaits())
                .isTrue();
    }

    @Test
    void namesEachMistakeOnce() {
        assertThat(faults("{items: [], do: {type: log, with: {message: '${ item. }'}}}"))
                .hasSize(1);
    }
}
