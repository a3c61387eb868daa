package io.flowcast.executor.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.Problem.Fault;
import io.flowcast.executor.expression.Expressions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionReaderTest {
    private static final Expressions EXPRESSIONS = Expressions.withDefaults();
    private static final DefinitionReader READER = new DefinitionReader(new SampleNodeTypes(), EXPRESSIONS);

    private static final String ORDER = """
            id: order-fulfilment
            name: Order fulfilment
            description: Reserve, check, charge
            input: {schema: {type: object, required: [orderId], properties: {orderId: {type: string}}}}
            timeout: 30m
            nodes:
              - {id: trigger, type: noop, name: Order received}
              - id: reserve
                type: http
                with: {method: POST, url: "${ input.baseUrl & '/reserve' }", body: "${ {'order': input.orderId} }"}
                timeout: 10s
                retry: {limit: 5, delay: 200ms, backoff: exponential, jitter: 0.2, errors: [communication, timeout]}
                onCrash: fail
              - {id: decide, type: switch, join: any}
              - {id: bill, type: set, with: {gross: "${ input.total * 1.2 }", note: on, count: 0x10}}
              - {id: release, type: noop}
            edges:
              - {from: trigger, to: reserve}
              - {from: reserve, to: decide}
              - {from: reserve, to: release, catch: timeout}
              - {from: decide, to: bill, when: "${ nodes.reserve.output.status = 200 }"}
              - {from: decide, to: release, default: true}
            output: "${ nodes.bill.output }"
            """;

    @AfterAll
    static void close() {
        EXPRESSIONS.close();
    }

    @Test
    void a_valid_definition_becomes_the_model() {
        Definition order = valid(ORDER);

        assertThat(order.id()).isEqualTo("order-fulfilment");
        assertThat(order.name()).isEqualTo("Order fulfilment");
        assertThat(order.version()).isZero();
        assertThat(order.timeout()).isEqualTo(Duration.ofMinutes(30));
        assertThat(order.inputSchema()).containsEntry("type", "object");
        assertThat(order.nodes())
                .extracting(Node::id)
                .containsExactly("trigger", "reserve", "decide", "bill", "release");
        assertThat(order.nodes().get(1))
                .isEqualTo(new Node(
                        "reserve",
                        "reserve",
                        "http",
                        Map.of(
                                "method", "POST",
                                "url", "${ input.baseUrl & '/reserve' }",
                                "body", "${ {'order': input.orderId} }"),
                        Duration.ofSeconds(10),
                        new Retry(
                                5,
                                Duration.ofMillis(200),
                                Retry.Backoff.EXPONENTIAL,
                                Duration.ofMinutes(1),
                                0.2,
                                Set.of("communication", "timeout")),
                        Node.OnCrash.FAIL,
                        Node.Join.ALL));
        assertThat(order.nodes().get(3).with()).containsEntry("note", "on").containsEntry("count", 16L);
        assertThat(order.edges().get(2)).isEqualTo(new Edge("reserve", "release", null, false, Edge.Catch.TIMEOUT));
        assertThat(order.edges().get(4)).isEqualTo(new Edge("decide", "release", null, true, null));
        assertThat(order.output()).isEqualTo("${ nodes.bill.output }");
        assertThat(order.source().keySet())
                .containsExactly("id", "name", "description", "input", "timeout", "nodes", "edges", "output");
    }

    @Test
    void what_is_left_out_has_defaults() {
        Definition small = valid("{id: small, nodes: [{id: only, type: noop}]}");

        assertThat(small.name()).isEqualTo("small");
        assertThat(small.timeout()).isNull();
        assertThat(small.edges()).isEmpty();
        assertThat(small.nodes().getFirst())
                .isEqualTo(new Node("only", "only", "noop", Map.of(), null, null, Node.OnCrash.RETRY, Node.Join.ALL));
    }

    @Test
    void json_reads_the_same_as_yaml() {
        String json = """
                {"id": "small", "nodes": [{"id": "a", "type": "set", "with": {"x": 1.5, "y": null, "z": [true]}}]}""";

        assertThat(READER.read(json, Format.JSON))
                .isInstanceOfSatisfying(
                        Reading.Valid.class,
                        read -> assertThat(read.definition()).isEqualTo(valid(json)));
    }

    @Test
    void a_stored_definition_reads_back_the_same() {
        Definition order = valid(ORDER);

        assertThat(DefinitionForm.fromStored(order.source(), 0)).isEqualTo(order);
    }

    @Test
    void what_starts_a_workflow_and_how_often_becomes_the_model() {
        Definition nightly = valid("""
                id: nightly
                input: {schema: {type: object, required: [days]}}
                outputSchema: {type: object, required: [a]}
                concurrency: {limit: 3, onLimit: skip}
                triggers:
                  - {type: schedule, cron: "0 6 * * *", timezone: Europe/Berlin, missed: once, input: {days: 3}}
                  - {type: schedule, cron: "*/5 * * * 1-5", input: {days: 1}}
                  - {type: webhook, secret: HOOK_SECRET, input: {days: "${ query.days }"}}
                nodes: [{id: a, type: noop}]
                edges:
                """);

        assertThat(nightly.outputSchema()).containsEntry("type", "object");
        assertThat(nightly.concurrency()).isEqualTo(new Concurrency(3, Concurrency.OnLimit.SKIP));
        assertThat(nightly.triggers())
                .containsExactly(
                        new Trigger.Schedule(
                                "0 6 * * *",
                                ZoneId.of("Europe/Berlin"),
                                Trigger.Schedule.Missed.ONCE,
                                Map.of("days", 3L)),
                        new Trigger.Schedule(
                                "*/5 * * * 1-5", ZoneId.of("UTC"), Trigger.Schedule.Missed.SKIP, Map.of("days", 1L)),
                        new Trigger.Webhook("HOOK_SECRET", Map.of("days", "${ query.days }")));
        assertThat(nightly.edges()).isEmpty();
        assertThat(nightly.source()).doesNotContainKey("edges");
        assertThat(DefinitionForm.fromStored(nightly.source(), 0)).isEqualTo(nightly);
    }

    @Test
    void a_webhook_gives_its_body_and_a_limit_queues_unless_told_otherwise() {
        Definition hooked = valid("""
                {id: hooked, concurrency: {limit: 1}, triggers: [{type: webhook, secret: S}], nodes: [{id: a, type: noop}]}
                """);

        assertThat(hooked.triggers()).containsExactly(new Trigger.Webhook("S", "${ body }"));
        assertThat(hooked.concurrency()).isEqualTo(new Concurrency(1, Concurrency.OnLimit.QUEUE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '\0',
            value = {
                "triggers: [{cron: '* * * * *'}]                       => 2:12 /triggers/0 the field 'type' is missing",
                "triggers: [{type: mail}]                              => 2:19 /triggers/0/type one of schedule, webhook",
                "triggers: [{type: schedule}]                          => 2:12 /triggers/0 the field 'cron' is missing",
                "triggers: [{type: webhook}]                           => 2:12 /triggers/0 the field 'secret' is missing",
                "triggers: [{type: webhook, secret: 'a b'}]            => /triggers/0/secret text that matches",
                "triggers: [{type: webhook, secret: S, cron: x}]       => 2:45 /triggers/0/cron a trigger of type webhook has no field 'cron'; known are input, secret, type",
                "triggers: [{type: webhook, secret: S, extra: x}]      => 2:46 /triggers/0/extra the field 'extra' is unknown here",
                "triggers: [{type: schedule, cron: '* * * *'}]         => 2:35 /triggers/0/cron '* * * *' is no cron: five fields are expected",
                "triggers: [{type: schedule, cron: '61 * * * *'}]      => 2:35 /triggers/0/cron '61 * * * *' is no cron",
                "triggers: [{type: schedule, cron: '0 6 * * MOO'}]     => 2:35 /triggers/0/cron '0 6 * * MOO' is no cron",
                "triggers: [{type: schedule, cron: '0 6 30 2 *'}]      => 2:35 /triggers/0/cron '0 6 30 2 *' is no cron: the calendar has no such day",
                "triggers: [{type: schedule, cron: '0 6 * * * *'}]     => is no cron: five fields are expected",
                "triggers: [{type: schedule, cron: '@daily'}]          => is no cron: five fields are expected",
                "triggers: [{type: schedule, cron: '0 6 * * *', timezone: Mars/Base}] => /triggers/0/timezone there is no time zone 'Mars/Base'",
                "triggers: [{type: schedule, cron: '0 6 * * *', missed: all}] => /triggers/0/missed one of skip, once is expected",
                "triggers: [{type: webhook, secret: S}, {type: webhook, secret: T}] => 2:40 /triggers/1 a workflow has one webhook at most",
                "triggers: [{type: webhook, secret: S, input: {a: '${ ( }'}}] => /triggers/0/input/a the expression",
                "input: {schema: {required: [a]}}\\ntriggers: [{type: schedule, cron: '0 6 * * *'}] => 3:12 /triggers/0 the schedule's input does not match input.schema: the field 'a' is missing",
                "input: {schema: {properties: {a: {type: string}}}}\\ntriggers: [{type: schedule, cron: '0 6 * * *', input: {a: 1}}] => 3:59 /triggers/0/input/a the schedule's input does not match",
                "concurrency: {limit: 0}                               => /concurrency/limit must have a minimum value of 1",
                "concurrency: {limit: 10001}                           => /concurrency/limit must have a maximum value of 10000",
                "concurrency: {onLimit: skip}                          => /concurrency the field 'limit' is missing",
                "concurrency: {limit: 1, onLimit: drop}                => /concurrency/onLimit one of queue, skip is expected",
                "outputSchema: {type: objekt}                          => 2:22 /outputSchema/type",
            })
    void a_mistake_in_what_starts_a_workflow_is_named(String field, String expected) {
        String text = "nodes: [{id: a, type: noop}]\n" + field.replace("\\n", "\n") + "\nid: x";

        assertThat(faults(text)).anySatisfy(fault -> assertThat(shown(fault)).contains(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '\0',
            value = {
                "nodes: [{id: a, type: noop}]                       => the field 'id' is missing",
                "id: Bad Id\\nnodes: [{id: a, type: noop}]           => 1:5 /id text that matches",
                "id: x\\nnodes: []                                   => 2:8 /nodes must have at least 1 items",
                "id: x\\nnodes: [{id: a-b, type: noop}]              => 2:14 /nodes/0/id text that matches",
                "id: x\\nnodes: [{id: a}]                            => 2:9 /nodes/0 the field 'type' is missing",
                "id: x\\nnodes: [{id: a, type: nop}]                 => 2:23 /nodes/0/type there is no node type 'nop'; known are emit, fail, for, http, log, noop, set, signal, switch, wait, workflow",
                "id: x\\nnodes: [{id: a, type: noop, tpye: 1}]       => /nodes/0/tpye the field 'tpye' is unknown here; known are id, join, name, onCrash, retry, timeout, type, with",
                "id: x\\nnodes: [{id: a, type: noop, join: some}]    => /nodes/0/join one of all, any is expected",
                "id: x\\nnodes: [{id: a, type: noop, timeout: soon}] => /nodes/0/timeout 'soon' is no duration",
                "id: x\\nnodes: [{id: a, type: noop, timeout: 0s}]   => /nodes/0/timeout a timeout must be longer",
                "id: x\\nnodes: [{id: a, type: noop, timeout: 5}]    => /nodes/0/timeout integer found, string expected",
                "id: x\\nnodes: [{id: a, type: noop, retry: {limit: -1}}] => /nodes/0/retry/limit must have a minimum value of 0",
                "id: x\\nnodes: [{id: a, type: noop, retry: {limit: 1, errors: [oops]}}] => /nodes/0/retry/errors/0 one of communication",
                "id: x\\nnodes: [{id: a, type: http}]                => 2:9 /nodes/0 settings of a node of type http: the field 'url' is missing",
                "id: x\\nnodes: [{id: a, type: http, with: {url: u, method: PUT}}] => 2:52 /nodes/0/with/method settings of a node of type http: one of GET, POST is expected",
                "id: x\\nnodes: [{id: a, type: set, with: {b: \"${ 1 + }\"}}] => /nodes/0/with/b the expression ${ 1 + } can't be used",
                "id: x\\nnodes: [{id: a, type: set, with: {b: \"${ open\"}}] => /nodes/0/with/b the expression that begins here lacks a closing }",
                "id: x\\noutput: \"${ ) }\"\\nnodes: [{id: a, type: noop}] => 2:9 /output the expression",
                "id: x\\ninput: {schema: {type: objekt}}\\nnodes: [{id: a, type: noop}] => 2:24 /input/schema/type",
                "id: x\\ninput: {schema: {$ref: 'http://localhost/x'}}\\nnodes: [{id: a, type: noop}] => /input/schema/$ref only references within",
                "id: x\\nnodes: [{id: a, type: noop}, {id: a, type: noop}] => 2:35 /nodes/1/id the node id 'a' is taken already, on line 2",
                "[1, 2]                                             => 1:1  a map with the fields id, nodes and edges is expected",
                "just text                                          => 1:1  a map with",
            })
    void a_mistake_is_named_with_its_place(String text, String expected) {
        assertThat(faults(text.replace("\\n", "\n")))
                .anySatisfy(fault -> assertThat(shown(fault)).contains(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '\0',
            value = {
                "{from: a, to: nowhere}                            => 3:23 /edges/0/to there is no node 'nowhere' for this edge",
                "{from: nobody, to: a}                             => /edges/0/from there is no node 'nobody'",
                "{from: a, to: a}                                  => /edges/0 this edge closes a cycle, and a workflow must have none: a -> a",
                "{from: a, to: b}, {from: b, to: c}, {from: c, to: a} => /edges/2 this edge closes a cycle, and a workflow must have none: a -> b -> c -> a",
                "{from: b, to: c}, {from: c, to: b}, {from: c, to: a} => the node 'a' can't be reached: every way to it begins in a cycle",
                "{from: a, to: b, default: true}                   => /edges/0/default only an edge that leaves a switch can be its default",
                "{from: s, to: b, when: 'true'}                    => 2:85 /nodes/3 the switch 's' needs one edge with 'default: true'",
                "{from: s, to: b}, {from: s, to: c, default: true} => /edges/0 an edge that leaves a switch needs 'when' or 'default: true'",
                "{from: s, to: b, default: true}, {from: s, to: c, default: true} => /edges/1/default the switch 's' has a default edge already",
                "{from: s, to: b, default: true, when: 'true'}     => /edges/0/when a default edge takes no 'when'",
                "{from: a, to: b, catch: error, when: 'true'}      => /edges/0/catch an edge with 'catch' takes neither",
                "{from: a, to: b, catch: everything}               => /edges/0/catch one of error, timeout is expected",
                "{from: a, to: b, when: '1 +'}                     => /edges/0/when the expression ${ 1 + } can't be used",
                "{from: a, to: b, when: 'x ${ 1 } y'}              => /edges/0/when the expression",
                "{from: a, to: b, when: '${ 1 } y'}                => /edges/0/when a condition is one expression",
                "{from: a}                                         => /edges/0 the field 'to' is missing",
            })
    void a_graph_that_does_not_fit_together_is_named(String edges, String expected) {
        String nodes = "nodes: [{id: a, type: noop}, {id: b, type: noop}, {id: c, type: noop}             , "
                + "{id: s, type: switch}]";
        String text = "id: x\n" + nodes + "\nedges: [" + edges + "]\n";

        assertThat(faults(text)).anySatisfy(fault -> assertThat(shown(fault)).contains(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '\0',
            value = {
                "a: [1, 2\\nb: 3             => this is not YAML",
                "a: 1\\na: 2                 => 2:1 null the key 'a' stands here for the second time",
                "a: *b                       => 1:4 null the alias *b refers to no complete value before it",
                "a: &a [*a]                  => the alias *a refers to no complete value",
                "a: &a {b: 1}\\nc: {<<: *a}  => merge keys",
                "a: !!binary abc             => tags such as tag:yaml.org,2002:binary are not supported",
                "a: !java.lang.Runtime x     => tags such as !java.lang.Runtime are not supported",
                "? [a]\\n: 1                 => a key must be text",
                "a: 1\\n---\\nb: 2           => 2:1 null a second document begins here",
                "a: .inf                     => JSON has no number .inf",
                "a: 99999999999999999999     => the number is beyond 64 bits",
                "''                          => a map with",
                "\\u0000                     => this is not YAML",
            })
    void what_is_no_document_is_named_with_its_place(String text, String expected) {
        String content = text.replace("\\n", "\n").replace("\\u0000", "\u0000");

        assertThat(faults(content))
                .singleElement()
                .satisfies(fault -> assertThat(shown(fault)).contains(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '\0',
            value = {
                "{\"a\": 1,                 => this is not JSON",
                "{\"a\": 1, \"a\": 2}       => 1:10 null the key 'a' stands here for the second time",
                "{\"a\": 1} x               => this is not JSON",
                "{\"a\": 1} {}              => the document ends before this",
                "{\"a\": 1e999}             => the number is too large",
                "{\"a\": NaN}               => this is not JSON",
            })
    void json_that_is_none_is_named_with_its_place(String text, String expected) {
        assertThat(invalid(READER.read(text, Format.JSON)))
                .singleElement()
                .satisfies(fault -> assertThat(shown(fault)).contains(expected));
    }

    @Test
    void all_mistakes_are_named_at_once_in_the_order_of_the_text() {
        String text = """
                id: UPPER
                nodes:
                  - {id: a, type: noop, timeout: later}
                  - {id: a, type: magic}
                  - {id: b, type: http, with: {url: "${ ( }"}}
                edges:
                  - {from: a, to: zz}
                  - {from: b, to: b, when: "${ 1 +"}
                """;

        assertThat(faults(text)).extracting(Fault::line).containsExactly(1, 3, 4, 4, 5, 7, 8, 8);
    }

    @Test
    void a_bomb_of_aliases_does_not_go_off() {
        String bomb = """
                a: &a [x,x,x,x,x,x,x,x,x]
                b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
                c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
                d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]
                e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]
                f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]
                g: [*f,*f,*f,*f,*f,*f,*f,*f,*f]
                """;

        assertThat(faults(bomb))
                .singleElement()
                .satisfies(fault -> assertThat(fault.detail()).contains("more than 200000 values"));
    }

    @Test
    void nesting_size_and_number_are_bounded() {
        assertThat(faults("a: " + "[".repeat(10_000) + "]".repeat(10_000))
                        .getFirst()
                        .detail())
                .contains("nest deeper than 64 levels");
        assertThat(invalid(READER.read("[".repeat(10_000), Format.JSON))
                        .getFirst()
                        .detail())
                .contains("nest deeper than 64 levels");
        assertThat(faults("a".repeat((1 << 20) + 1)).getFirst().detail()).contains("longer than 1048576 characters");
        assertThat(faults("id: x\nnodes:\n" + "- {id: a, type: noop}\n".repeat(2001)))
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(201);
    }

    @Test
    void a_large_definition_is_read_in_good_time() {
        StringBuilder text = new StringBuilder("id: large\nnodes:\n");
        for (int i = 0; i < 2000; i++) {
            text.append("- {id: n")
                    .append(i)
                    .append(", type: set, with: {a: '${ input.a + ")
                    .append(i)
                    .append(" }'}}\n");
        }
        text.append("edges:\n");
        for (int i = 1; i < 2000; i++) {
            for (int j = Math.max(0, i - 5); j < i; j++) {
                text.append("- {from: n").append(j).append(", to: n").append(i).append("}\n");
            }
        }
        long start = System.nanoTime();

        Definition large = valid(text.toString());

        assertThat(large.nodes()).hasSize(2000);
        assertThat(large.edges()).hasSizeGreaterThan(9_900);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void a_byte_order_mark_is_passed_over_and_bytes_that_are_no_text_are_named() {
        String text = "\uFEFFid: x\nnodes: [{id: a, type: noop}]";

        assertThat(READER.read(text.getBytes(StandardCharsets.UTF_8), Format.YAML))
                .isInstanceOf(Reading.Valid.class);
        assertThat(invalid(READER.read(new byte[] {'i', (byte) 0xff}, Format.YAML)))
                .extracting(Fault::detail)
                .containsExactly("the text is not UTF-8");
    }

    @Test
    void an_expression_stands_in_for_any_setting() {
        assertThat(valid("{id: x, nodes: [{id: a, type: http, with: {url: '${ input.u }', retries: '${ input.n }'}}]}"))
                .isNotNull();
    }

    private static Definition valid(String yaml) {
        Reading reading = READER.read(yaml, Format.YAML);
        assertThat(reading).isInstanceOf(Reading.Valid.class);
        return ((Reading.Valid) reading).definition();
    }

    private static List<Fault> faults(String yaml) {
        return invalid(READER.read(yaml, Format.YAML));
    }

    private static List<Fault> invalid(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.Invalid.class);
        return ((Reading.Invalid) reading).faults();
    }

    private static String shown(Fault fault) {
        return fault.line() + ":" + fault.column() + " " + fault.pointer() + " " + fault.detail();
    }

    @Test
    void refusesMoreNodesThanThereMayBe() {
        DefinitionReader small = new DefinitionReader(new SampleNodeTypes(), EXPRESSIONS, 2);

        Reading reading = small.read(
                "id: wide\nnodes:\n  - {id: a, type: noop}\n  - {id: b, type: noop}\n  - {id: c, type: noop}\n",
                Format.YAML);

        assertThat(((Reading.Invalid) reading).faults()).singleElement().satisfies(fault -> {
            assertThat(fault.pointer()).isEqualTo("/nodes");
            assertThat(fault.detail()).isEqualTo("there are 3 nodes; at most 2 may be");
        });
    }
}
