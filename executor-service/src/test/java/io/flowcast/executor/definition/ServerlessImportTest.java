package io.flowcast.executor.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.Problem.Fault;
import io.flowcast.executor.expression.Expressions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents of the Serverless Workflow DSL, many of them after the examples of its specification. */
class ServerlessImportTest {
    private static final Expressions EXPRESSIONS = Expressions.withDefaults();
    private static final DefinitionReader READER = new DefinitionReader(new SampleNodeTypes(), EXPRESSIONS);

    @AfterAll
    static void close() {
        EXPRESSIONS.close();
    }

    @Test
    void whatADocumentSaysOfItselfAndOfItsDataIsTakenOver() {
        Definition definition = read("""
                document: {dsl: '1.0.0', namespace: test, name: order, version: 0.1.0, title: An order, summary: Takes it, tags: {a: b}}
                input:
                  schema: {format: json, document: {type: object}}
                  from: .order
                timeout: {after: {hours: 1, minutes: 30}}
                schedule: {cron: '0 6 * * *'}
                do:
                  - first: {set: {id: '${ .id }', fixed: [1, '${ .n + 1 }'], text: 'No ${ .id }!'}}
                output:
                  as: {got: '${ .id }'}
                  schema: {document: {type: object}}
                """);

        assertThat(definition.id()).isEqualTo("order");
        assertThat(definition.name()).isEqualTo("An order");
        assertThat(definition.description()).isEqualTo("Takes it");
        assertThat(definition.inputSchema()).containsEntry("type", "object");
        assertThat(definition.outputSchema()).containsEntry("type", "object");
        assertThat(definition.timeout()).isEqualTo(Duration.ofMinutes(90));
        assertThat(definition.triggers()).hasSize(1);
        assertThat(definition.nodes().getFirst().with())
                .containsEntry("id", "${ input.order.id }")
                .containsEntry("fixed", List.of(1L, "${ input.order.n + (1) }"))
                .containsEntry("text", "No ${ input.order.id }!");
        assertThat(definition.output()).isEqualTo("${ {\"got\": nodes.first.output.id} }");
    }

    @Test
    void tasksRunOneAfterTheOtherAndEachTakesWhatTheOneBeforeGave() {
        Definition definition = read("""
                document: {dsl: 1.0.3, namespace: examples, name: pets, version: 0.1.0}
                do:
                  - getPet: {call: http, with: {method: get, endpoint: 'https://petstore.swagger.io/v2/pet/{petId}'}}
                  - pause: {wait: {seconds: 1}}
                  - buyPet:
                      call: http
                      with:
                        method: post
                        endpoint: {uri: 'https://petstore.swagger.io/v2/pet/{petId}'}
                        body: '${ . + { status: "sold" } }'
                      timeout: {after: PT10S}
                """);

        assertThat(shape(definition)).isEqualTo("getPet:http pause:wait buyPet:http | getPet>pause pause>buyPet");
        assertThat(with(definition, "getPet"))
                .containsEntry("method", "GET")
                .containsEntry(
                        "url", "https://petstore.swagger.io/v2/pet/${ $encodeUrlComponent($string(input.petId)) }");
        assertThat(with(definition, "pause")).containsEntry("duration", "1s");
        assertThat(with(definition, "buyPet"))
                .containsEntry(
                        "url",
                        "https://petstore.swagger.io/v2/pet/${ $encodeUrlComponent($string(nodes.getPet.output.body.petId)) }")
                .containsEntry("body", "${ $merge([nodes.getPet.output.body, {\"status\": \"sold\"}]) }");
        assertThat(node(definition, "buyPet").timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(definition.output()).isEqualTo("${ nodes.buyPet.output.body }");
    }

    @Test
    void whatATaskExportsIsTheContextOfThoseAfterIt() {
        Definition definition = read("""
                document: {dsl: 1.0.0, namespace: examples, name: star-wars-homeplanet, version: 1.0.0}
                input:
                  schema: {document: {type: object, required: [id], properties: {id: {type: integer, minimum: 1}}}}
                do:
                  - getStarWarsCharacter:
                      call: http
                      with: {method: get, endpoint: 'https://swapi.dev/api/people/{id}', output: response}
                      export: {as: {homeworld: '${ .content.homeworld }'}}
                  - getStarWarsHomeworld:
                      call: http
                      with: {method: get, endpoint: '${ $context.homeworld }'}
                """);

        assertThat(with(definition, "getStarWarsHomeworld").get("url").toString())
                .contains("\"content\": nodes.getStarWarsCharacter.output.body")
                .endsWith(".homeworld }");
    }

    @Test
    void aSwitchLeadsToItsTasksAndTheyOutOfTheirList() {
        Definition definition = read("""
                document: {dsl: '1.0.3', namespace: test, name: sample-workflow, version: 0.1.0}
                do:
                  - processOrder:
                      switch:
                        - case1: {when: .orderType == "electronic", then: processElectronicOrder}
                        - case2: {when: '${ .orderType == "physical" }', then: processPhysicalOrder}
                        - default: {then: handleUnknownOrderType}
                  - processElectronicOrder: {set: {validate: true, status: fulfilled}, then: exit}
                  - processPhysicalOrder: {set: {inventory: clear, items: 1}, then: exit}
                  - handleUnknownOrderType: {set: {log: warn}}
                """);

        assertThat(shape(definition))
                .isEqualTo("processOrder:switch processElectronicOrder:set processPhysicalOrder:set"
                        + " handleUnknownOrderType:set"
                        + " | processOrder>processElectronicOrder[${ input.orderType = \"electronic\" }]"
                        + " processOrder>processPhysicalOrder[${ input.orderType = \"physical\" }]"
                        + " processOrder>handleUnknownOrderType[default]");
        assertThat(definition.output())
                .isEqualTo("${ $exists(nodes.handleUnknownOrderType) ? nodes.handleUnknownOrderType.output :"
                        + " ($exists(nodes.processPhysicalOrder) ? nodes.processPhysicalOrder.output :"
                        + " nodes.processElectronicOrder.output) }");
    }

    @Test
    void aTaskThatIsPassedOverLeavesTheDataAsItWas() {
        Definition definition = read("""
                document: {dsl: '1.0.3', namespace: default, name: conditional-task, version: 0.1.0}
                do:
                  - raiseErrorIfUnderage:
                      if: .customer.age < 18
                      raise: {error: {type: https://superbet-casinos.com/customer/access-forbidden, status: 400, title: Access Forbidden}}
                      then: end
                  - vip: {if: .customer.vip, set: {customer: '${ .customer }', bonus: 5}}
                  - placeBet: {call: http, with: {method: post, endpoint: https://superbet-casinos.com/api/bet, body: '${ .customer }'}}
                """);

        assertThat(shape(definition))
                .isEqualTo(
                        "raiseErrorIfUnderage_if:switch raiseErrorIfUnderage:fail vip_if:switch vip:set placeBet:http"
                                + " | raiseErrorIfUnderage_if>raiseErrorIfUnderage[${ input.customer.age < (18) }]"
                                + " raiseErrorIfUnderage_if>vip_if[default]"
                                + " vip_if>vip[${ $exists(input.customer.vip) ? $not(input.customer.vip = null or"
                                + " input.customer.vip = false) : false }]"
                                + " vip_if>placeBet[default] vip>placeBet");
        assertThat(with(definition, "placeBet"))
                .containsEntry("body", "${ ($exists(nodes.vip) ? nodes.vip.output : input).customer }");
    }

    @Test
    void branchesRunSideBySideAndGiveTheirResultsInOrder() {
        Definition definition = read("""
                document: {dsl: '1.0.3', namespace: test, name: fork-example, version: 0.1.0}
                do:
                  - raiseAlarm:
                      fork:
                        compete: false
                        branches:
                          - callNurse: {call: http, with: {method: post, endpoint: https://fake-hospital.com/nurses, body: {room: '${ .room.number }'}}}
                          - callDoctor: {do: [{ring: {wait: PT5S}}, {call: {call: http, with: {method: post, endpoint: https://fake-hospital.com/doctor}}}]}
                  - log: {set: {first: '${ .[0] }'}}
                """);

        assertThat(shape(definition))
                .isEqualTo("raiseAlarm:noop callNurse:http ring:wait call:http raiseAlarm_join:set log:set"
                        + " | raiseAlarm>callNurse raiseAlarm>ring ring>call callNurse>raiseAlarm_join"
                        + " call>raiseAlarm_join raiseAlarm_join>log");
        assertThat(with(definition, "raiseAlarm_join"))
                .containsEntry("branches", List.of("${ nodes.callNurse.output.body }", "${ nodes.call.output.body }"));
        assertThat(with(definition, "log")).containsEntry("first", "${ nodes.raiseAlarm_join.output.branches[0] }");
    }

    @Test
    void aLoopDoesOneTaskWithEachItem() {
        Definition definition = read("""
                document: {dsl: '1.0.3', namespace: test, name: for-example, version: 0.1.0}
                do:
                  - checkup:
                      for: {each: pet, in: .pets, at: index}
                      do:
                        - book: {call: http, with: {method: post, endpoint: https://vet.example/book, body: {id: '${ $pet.id }', at: '${ $index }'}}, output: {as: .booking}}
                """);

        assertThat(shape(definition)).isEqualTo("checkup:for | ");
        assertThat(with(definition, "checkup"))
                .containsEntry("items", "${ input.pets }")
                .containsEntry("concurrency", 1L)
                .containsEntry(
                        "do",
                        Map.of(
                                "type",
                                "http",
                                "with",
                                Map.of(
                                        "method",
                                        "POST",
                                        "url",
                                        "https://vet.example/book",
                                        "body",
                                        Map.of("id", "${ item.id }", "at", "${ index }")),
                                "output",
                                "${ output.body.booking }"));
        assertThat(definition.output()).isEqualTo("${ nodes.checkup.output[-1] }");
    }

    @Test
    void aRetryIsThatOfTheNode() {
        Definition definition = read("""
                document: {dsl: '1.0.3', namespace: default, name: try-catch-retry, version: 0.1.0}
                use: {retries: {gentle: {delay: {seconds: 3}, backoff: {exponential: {}}, limit: {attempt: {count: 5}}}}}
                do:
                  - tryGetPet:
                      try:
                        - getPet: {call: http, with: {method: get, endpoint: 'https://petstore.swagger.io/v2/pet/{petId}'}}
                      catch:
                        errors: {with: {type: https://serverlessworkflow.io/spec/1.0.0/errors/communication, status: 503}}
                        retry: gentle
                """);

        assertThat(node(definition, "getPet").retry())
                .isEqualTo(new Retry(
                        5,
                        Duration.ofSeconds(3),
                        Retry.Backoff.EXPONENTIAL,
                        Duration.ofMinutes(1),
                        0,
                        Set.of("server")));
        assertThat(shape(definition)).isEqualTo("getPet:http | ");
    }

    @Test
    void whatFailsInATryIsCaughtByItsTasksAndOnTheyGo() {
        Definition definition = read("""
                document: {dsl: '1.0.3', namespace: default, name: try-catch, version: 0.1.0}
                use: {secrets: [TOKEN], authentications: {store: {bearer: {token: '${ $secrets.TOKEN }'}}}}
                do:
                  - tryGetPet:
                      try:
                        - getPet: {call: http, with: {method: get, endpoint: {uri: https://pets.example/1, authentication: {use: store}}}}
                        - slow:
                            try:
                              - ask: {call: http, with: {method: get, endpoint: https://slow.example, headers: {accept: text/plain}}, timeout: {after: {seconds: 2}}}
                            catch:
                              errors: {with: {type: https://serverlessworkflow.io/spec/1.0.0/errors/timeout}}
                              do: [{late: {set: {late: true}}}]
                      catch:
                        do:
                          - sorry: {set: {sorry: true, pet: '${ .petId }'}}
                  - after: {set: {got: '${ . }'}}
                """);

        assertThat(shape(definition))
                .isEqualTo("getPet:http ask:http late:set sorry:set after:set"
                        + " | getPet>ask ask>late[timeout] getPet>sorry[error] ask>sorry[error] late>sorry[error]"
                        + " ask>after late>after sorry>after");
        assertThat(with(definition, "getPet"))
                .containsEntry("headers", Map.of("authorization", "Bearer ${ secrets.TOKEN }"));
        assertThat(with(definition, "after"))
                .containsEntry(
                        "got",
                        "${ $exists(nodes.sorry) ? nodes.sorry.output : ($exists(nodes.late) ? nodes.late.output :"
                                + " nodes.ask.output.body) }");
        assertThat(with(definition, "sorry")).containsEntry("pet", "${ input.petId }");
    }

    @Test
    void aCatchThatDoesNothingLetsTheWorkflowGoOn() {
        Definition definition = read("""
                document: {dsl: '1.0.3', namespace: default, name: swallow, version: 0.1.0}
                do:
                  - attempt: {try: [{one: {call: http, with: {method: get, endpoint: https://pets.example/1}}}], catch: {}}
                """);

        assertThat(shape(definition)).isEqualTo("one:http attempt_caught:set | one>attempt_caught[error]");
        assertThat(definition.output()).isEqualTo("${ $exists(nodes.attempt_caught) ? input : nodes.one.output.body }");
    }

    @Test
    void eventsAreSignalsAndWorkflowsRunWorkflows() {
        Definition definition = read("""
                document: {dsl: '1.0.3', namespace: test, name: listen-to-one, version: 0.1.0}
                do:
                  - waitForStartup: {listen: {to: {one: {with: {type: com.race.started.v1}}}}}
                  - registerCustomer: {run: {workflow: {namespace: test, name: register-customer, version: latest, input: {customer: '${ .[0].user }'}}}}
                """);

        assertThat(shape(definition))
                .isEqualTo("waitForStartup:signal registerCustomer:workflow | waitForStartup>registerCustomer");
        assertThat(with(definition, "waitForStartup")).containsEntry("name", "com.race.started.v1");
        assertThat(with(definition, "registerCustomer"))
                .containsEntry("workflowId", "register-customer")
                .containsEntry(
                        "input",
                        Map.of(
                                "customer",
                                "${ ($type(nodes.waitForStartup.output) = \"array\" ? [[nodes.waitForStartup.output]] : [nodes.waitForStartup.output])[0].user }"));
    }

    @Test
    void aWayThatCanNotBeSeenGetsANodeThatCan() {
        Definition definition = read("""
                document: {dsl: '1.0.3', namespace: test, name: ways, version: 0.1.0}
                do:
                  - first: {set: {n: 1}}
                  - choose: {switch: [{big: {when: .n > 5, then: rest}}, {other: {then: change}}]}
                  - change: {set: {n: 2}}
                  - sleep: {if: .n == 2, wait: {milliseconds: 10}, output: {as: '${ {n: 3} }'}}
                  - rest: {set: {n: '${ .n }'}}
                """);

        assertThat(shape(definition)).contains("sleep>to_rest").contains("to_rest>rest");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '\0',
            value = {
                "a: {call: grpc, with: {}}                          => 3:15 /do/0/a/call only calls of http are supported, not of grpc",
                "a: {call: myFunction}                              => /do/0/a/call only calls of http",
                "a: {call: http, with: {endpoint: http://x}}        => /do/0/a/with/method the method is missing",
                "a: {call: http, with: {method: get}}               => /do/0/a/with/endpoint the endpoint is missing",
                "a: {call: http, with: {method: get, endpoint: http://x, output: raw}} => /do/0/a/with/output only content and response",
                "a: {call: http, with: {method: get, endpoint: http://x, redirect: true}} => /do/0/a/with/redirect 'redirect' is not supported here",
                "a: {call: http, with: {method: get, endpoint: 'http://x/{?q*}'}} => /do/0/a/with/endpoint of URI templates only {name}",
                "a: {call: http, with: {method: get, endpoint: {uri: http://x, authentication: {oauth2: {}}}}} => /do/0/a/with/endpoint/authentication only bearer and basic",
                "a: {emit: {event: {with: {type: x}}}}              => 3:15 /do/0/a/emit 'emit' is not supported",
                "a: {fork: {compete: true, branches: [{b: {set: {x: 1}}}]}} => /do/0/a/fork/compete branches that compete are not supported",
                "a: {fork: {branches: [{b: {set: {x: 1}, then: end}}]}} => /do/0/a/fork/branches/0/b/then a branch of a fork goes on to nothing else",
                "a: {fork: {branches: [{b: {set: {x: 1}, export: {as: .x}}}]}} => /do/0/a/fork/branches/0/b a branch of a fork can't export",
                "a: {for: {in: .l}, while: .x, do: [{b: {set: {x: 1}}}]} => /do/0/a/while 'while' is not supported",
                "a: {for: {in: .l}, do: [{b: {set: {x: '${ .y }'}}}]} => /do/0/a/do/0/b/set/x the expression .y can't be translated: '.' has no counterpart here",
                "a: {for: {in: .l}, do: [{b: {set: {x: 1}}}, {c: {set: {x: 1}}}]} => /do/0/a/do a 'for' does one task with each item",
                "a: {for: {in: .l}, do: [{b: {listen: {to: {one: {with: {type: x}}}}}}]} => /do/0/a/do/0/b in a 'for' only call, set, wait and raise",
                "a: {listen: {to: {any: []}}}                       => /do/0/a/listen/to/any 'any' is not supported here",
                "a: {listen: {to: {one: {with: {type: x, source: y}}}}} => /do/0/a/listen/to/one/with/source 'source' is not supported here",
                "a: {run: {shell: {command: ls}}}                   => /do/0/a/run/shell 'shell' is not supported here",
                "a: {run: {workflow: {name: x, namespace: y, version: 0.1.0}}} => /do/0/a/run/workflow/version versions are whole numbers here",
                "a: {set: {x: '${ .list | length }'}}               => 3:18 /do/0/a/set/x the expression .list | length can't be translated: after | only 'not' is supported, at character 10",
                "a: {set: {x: '${ .a'}}                             => /do/0/a/set/x the expression that begins at character 1 lacks its }",
                "a: {set: {x: 1}, then: b}                          => 3:28 /do/0/a/then there is no task 'b' beside this one",
                "a: {set: {x: 1}, then: a}                          => /do/0/a/then this leads back to 'a', and a workflow must have no cycles",
                "a: {set: {x: 1}, sets: 5}                          => /do/0/a/sets 'sets' is not supported here",
                "a: {x: 1}                                          => /do/0/a one of call, do, for, fork, listen, raise, run, set, switch, try, wait is expected",
                "a: {wait: 5}                                       => /do/0/a/wait a map is expected",
                "a: {wait: {weeks: 5}}                              => /do/0/a/wait/weeks 'weeks' is not supported here",
                "a: {wait: soon}                                    => 3:15 /do/0/a/wait a duration of ISO 8601 is expected",
                "a: {raise: {error: missing}}                       => /do/0/a/raise/error there is no error 'missing' in 'use'",
                "a: {try: [{b: {set: {x: 1}}}], catch: {when: .x}}  => /do/0/a/catch/when 'when' is not supported here",
                "a: {try: [{b: {set: {x: 1}}}], catch: {errors: {with: {status: 404}}}} => /do/0/a/catch/errors what is caught can't be told apart",
                "a: {try: [{b: {set: {x: 1}}}, {c: {set: {x: 1}}}], catch: {retry: {limit: {attempt: {count: 1}}}}} => /do/0/a/catch/retry a retry repeats one task",
                "a: {try: [{b: {set: {x: 1}}}], catch: {retry: {delay: PT1S}}} => /do/0/a/catch/retry/limit/attempt/count a number is needed",
                "a: {try: [{b: {set: {x: 1}}}], catch: {do: [{c: {set: {e: '${ $error }'}}}]}} => /do/0/a/catch/do/0/c/set/e the expression $error can't be translated: '$error' has no counterpart",
                "a: {do: [{b: {set: {x: 1}, then: end}}, {c: {set: {x: 2}}}]} => /do/0/a/do/1/c no task leads to 'c'",
                "a: {set: {x: 1}, input: {schema: {}}}              => /do/0/a/input/schema 'schema' is not supported here",
            })
    void whatHasNoCounterpartIsNamedAtItsPlace(String task, String expected) {
        String text = "document: {dsl: 1.0.0, namespace: n, name: x, version: 1.0.0}\ndo:\n  - " + task + "\n";

        assertThat(faults(text)).anySatisfy(fault -> assertThat(shown(fault)).contains(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '\0',
            value = {
                "document: {dsl: 0.8.0, name: x}                    => 1:17 /document/dsl only version 1.0 of the DSL is supported",
                "document: {dsl: 1.0.0}                             => /document/name the name is missing",
                "document: {dsl: 1.0.0, name: Upper}                => 1:30 /document/name text that matches",
                "document: {dsl: 1.0.0, name: other}                => 1:30 /document/name the id 'x' is expected",
                "document: {dsl: 1.0.0, name: x}, use: {extensions: []} => /use/extensions 'extensions' is not supported here",
                "document: {dsl: 1.0.0, name: x}, schedule: {every: {hours: 1}} => /schedule/every 'every' is not supported here",
                "document: {dsl: 1.0.0, name: x}, schedule: {cron: often} => /schedule/cron 'often' is no cron",
                "document: {dsl: 1.0.0, name: x}, evaluate: {mode: loose} => /evaluate/mode only strict is supported",
                "document: {dsl: 1.0.0, name: x}, timeout: {after: soon} => /timeout/after a duration of ISO 8601",
                "document: {dsl: 1.0.0, name: x}, input: {schema: {document: {type: objekt}}} => /input/schema/document one of",
                "document: {dsl: 1.0.0, name: x}, input: {schema: {resource: {}}} => /input/schema/resource 'resource' is not",
                "document: {dsl: 1.0.0, name: x}, other: 1          => /other 'other' is not supported here",
                "document: text                                     => /document a map is expected",
            })
    void aDocumentThatIsWrongAsAWholeIsNamedAtItsPlace(String text, String expected) {
        String whole = "{" + text + ", do: [{a: {set: {x: 1}}}]}";
        List<Fault> faults = ((Reading.Invalid) READER.read(
                        whole.substring(1, whole.length() - 1)
                                .replace(", do: [{a", "\ndo: [{a")
                                .replaceAll("(?<=}), (?=\\w+:)", "\n")
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        Format.YAML,
                        "x"))
                .faults();

        assertThat(faults).anySatisfy(fault -> assertThat(shown(fault)).contains(expected));
    }

    @Test
    void aDocumentWithoutTasksOrWithNonsenseForThemIsRefused() {
        for (String tasks :
                List.of("", "do:", "do: []", "do: 5", "do: [1]", "do: [{}]", "do: [{a: 1, b: 2}]", "do: [{a: }]")) {
            assertThat(faults("document: {dsl: 1.0.0, namespace: n, name: x, version: 1.0.0}\n" + tasks))
                    .isNotEmpty();
        }
    }

    private static Definition read(String yaml) {
        Reading reading = READER.read(yaml, Format.YAML);
        assertThat(reading).isInstanceOf(Reading.Valid.class);
        Definition definition = ((Reading.Valid) reading).definition();
        assertThat(((Reading.Valid) reading).translated()).isTrue();
        assertThat(((Reading.Valid) reading).text().content()).isEqualTo(yaml);
        assertThat(DefinitionForm.fromStored(definition.source(), 0)).isEqualTo(definition);
        return definition;
    }

    private static List<Fault> faults(String yaml) {
        Reading reading = READER.read(yaml, Format.YAML);
        assertThat(reading).isInstanceOf(Reading.Invalid.class);
        return ((Reading.Invalid) reading).faults();
    }

    /** Nodes with their types, and edges with what they carry. */
    private static String shape(Definition definition) {
        List<String> nodes = definition.nodes().stream()
                .map(node -> node.id() + ":" + node.type())
                .toList();
        List<String> edges = definition.edges().stream()
                .map(edge -> edge.from() + ">" + edge.to()
                        + (edge.when() != null
                                ? "[" + edge.when() + "]"
                                : edge.otherwise()
                                        ? "[default]"
                                        : edge.onFailure() != null
                                                ? "[" + edge.onFailure().name().toLowerCase(java.util.Locale.ROOT) + "]"
                                                : ""))
                .toList();
        return String.join(" ", nodes) + " | " + String.join(" ", edges);
    }

    private static Node node(Definition definition, String id) {
        return definition.nodes().stream()
                .filter(node -> node.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Object> with(Definition definition, String id) {
        return node(definition, id).with();
    }

    private static String shown(Fault fault) {
        return fault.line() + ":" + fault.column() + " " + fault.pointer() + " " + fault.detail();
    }
}
