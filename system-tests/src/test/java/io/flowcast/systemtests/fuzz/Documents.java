package io.flowcast.systemtests.fuzz;

import java.util.List;

/** Definitions to be made worse, and pieces that do so. Each is called {@value #NAME} until it gets its name. */
final class Documents {
    static final String NAME = "the-name";

    static final List<String> YAML = List.of("""
            id: the-name
            name: A chain
            input: {schema: {type: object, properties: {a: {type: string, pattern: "^a+$", maxLength: 10}}}}
            timeout: 30s
            nodes:
              - {id: a, type: noop}
              - {id: b, type: set, with: {x: "${ input.a & '!' }", y: [1, null, 2.5e3]}}
              - {id: c, type: switch}
              - {id: d, type: log, with: {message: "d says ${ nodes.b.output.x }"}}
              - {id: e, type: fail, with: {title: no}}
            edges:
              - {from: a, to: b}
              - {from: b, to: c}
              - {from: c, to: d, when: "${ $length(nodes.b.output.x) > 1 }"}
              - {from: c, to: e, default: true}
            output: "${ nodes.b.output }"
            """, """
            id: the-name
            name: Waits
            triggers:
              - {type: webhook, secret: HOOK, input: "${ {'a': body.a, 'q': query.q} }"}
            concurrency: {limit: 2, onLimit: queue}
            nodes:
              - {id: nap, type: wait, with: {duration: 20ms}}
              - {id: ask, type: signal, timeout: 2s, with: {name: go, schema: {type: object, required: [by]}}}
              - {id: late, type: set, with: {late: true}}
              - {id: done, type: noop, join: any}
            edges:
              - {from: nap, to: ask}
              - {from: ask, to: done}
              - {from: ask, to: late, catch: timeout}
              - {from: late, to: done}
            """, """
            id: the-name
            name: Loops
            nodes:
              - id: each
                type: for
                with:
                  items: "${ [1..5] }"
                  concurrency: 2
                  onError: collect
                  do: {type: set, with: {n: "${ item * 2 }", i: "${ index }"}, output: "${ output.n }"}
              - {id: sum, type: set, with: {total: "${ $sum(nodes.each.output.output) }"}}
              - {id: other, type: workflow, timeout: 5s, with: {workflowId: instant, input: {a: 1}}}
            edges:
              - {from: each, to: sum}
              - {from: sum, to: other}
            """);

    static final List<String> JSON = List.of("""
            {"id": "the-name", "name": "As JSON", "nodes": [{"id": "a", "type": "set", "with": {"x": "${ 1 }", "y": [1, -2.5e3, null]}},
             {"id": "b", "type": "switch"}, {"id": "c", "type": "noop"}], "edges": [{"from": "a", "to": "b"}, {"from": "b", "to": "c", "default": true}]}
            """);

    /** A value, in whose place a piece is put. */
    static final String PLACES = "(?<=: )([^{\\[\\s,}][^,}\\n]*)";

    /** For the place of any value of a document in YAML. */
    static final List<String> VALUES = List.of(
            "null",
            "~",
            "''",
            "true",
            "[]",
            "{}",
            "0",
            "-1",
            ".nan",
            ".inf",
            "1e400",
            "0o17",
            "0x1F",
            "190:20:30",
            "2025-11-24",
            "99999999999999999999",
            "1_000",
            "&a [*a]",
            "&a {b: *a}",
            "*nowhere",
            "!!binary aGVsbG8=",
            "!!set {a, b}",
            "!!java.net.URL [\"http://localhost:1/\"]",
            "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://localhost:1/\"]]]]",
            "!include /etc/passwd",
            "!<tag:yaml.org,2002:str> a",
            "{<<: {id: x}}",
            "{? [a, b] : c}",
            "\"\\0\"",
            "\"\\ud800\"",
            "\"\\x80\\u2028\"",
            "\"" + "a".repeat(20_000) + "\"",
            "[".repeat(200) + "]".repeat(200),
            "[".repeat(20_000),
            "{a: ".repeat(3_000),
            "\"${\"",
            "\"${ }\"",
            "\"${ ( }\"",
            "\"${ $$$ }\"",
            "\"${ 1/0 }\"",
            "\"${ [1..10000000] }\"",
            "\"${ [1..9] ~> $map(function($i){ [1..100000] }) }\"",
            "\"${ ($f := function($n){ $f($n + 1) }; $f(0)) }\"",
            "\"${ ($f := function(){ [$f(), $f()] }; $f()) }\"",
            "\"${ $pad('a', 1000000000) }\"",
            "\"${ $pad('a', -1000000000, 'b') }\"",
            "\"${ ($d := function($s, $n){ $n = 0 ? $s : $d($s & $s, $n - 1) }; $d('aaaaaaaa', 60)) }\"",
            "\"${ $match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /^(a+)+$/) }\"",
            "\"${ $replace('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /(a|aa)+$/, 'b') }\"",
            "\"${ $split('a', /()/) }\"",
            "\"${ $eval('$eval(\\\"1\\\")') }\"",
            "\"${ $string(function(){1}) }\"",
            "\"${ $formatNumber(1, '#'.repeat) }\"",
            "\"${ $formatBase(10, 99) }\"",
            "\"${ $power(10, 400) }\"",
            "\"${ $toMillis('+999999999-01-01T00:00:00Z') }\"",
            "\"${ $fromMillis(1e30, '[Y]', '+9999') }\"",
            "\"${ $base64decode('!!!') }\"",
            "\"${ $decodeUrl('%E0%A4%A') }\"",
            "\"${ $sort([3,1,2], function($a,$b){ true }) }\"",
            "\"${ $.**.** }\"",
            "\"${ %.%.% }\"",
            "\"${ $error('no') }\"",
            "\"${ $assert(false, 'no') }\"",
            "\"${ secrets.HOOK }\"",
            "\"${ " + "(".repeat(2_000) + "1" + ")".repeat(2_000) + " }\"",
            "\"${ " + "1+".repeat(8_000) + "1 }\"",
            "\"${ '" + "a".repeat(5_000) + "' }\"",
            "\"* * * * *\"",
            "\"0 0 30 2 *\"",
            "\"*/0 * * * *\"",
            "\"60 24 32 13 8\"",
            "\"59-0 * * * *\"",
            "\"0 0 29 2 1\"",
            "\"@reboot\"",
            "\"* * * * * * *\"",
            "\"L W # ? *\"",
            "\"" + "0,".repeat(5_000) + "0 * * * *\"",
            "Europe/Nowhere",
            "UTC+25",
            "GMT+18:01",
            "America/Argentina/Buenos_Aires",
            "\"../../etc/localtime\"",
            "0s",
            "-1s",
            "1ns",
            "P1D",
            "99999999999999999999d",
            "106751991168d",
            "1e3s",
            "1s1s",
            "{type: schedule, cron: \"* * 31 2 *\"}",
            "{schema: {$ref: \"#\"}}",
            "{schema: {$ref: \"http://localhost:1/s.json\"}}",
            "{schema: {$ref: \"file:///etc/passwd\"}}",
            "{schema: {$ref: \"#/a/b/c\"}}",
            "{schema: {$id: \"http://localhost:1/\", $schema: \"http://localhost:1/\"}}",
            "{schema: {pattern: \"^(([a-z])+.)+[A-Z]([a-z])+$\"}}",
            "{schema: {pattern: \"(\"}}",
            "{schema: {pattern: \"" + "(a?)".repeat(60) + "a{60}\"}}",
            "{schema: {multipleOf: 0}}",
            "{schema: {multipleOf: 1e-300, maximum: 1e300}}",
            "{schema: {type: [], enum: [], required: 1}}",
            "{schema: {allOf: [{$ref: \"#\"}, {not: {$ref: \"#\"}}]}}",
            "{schema: {$dynamicRef: \"#a\", $dynamicAnchor: a}}",
            "{schema: {format: idn-email, contentEncoding: base64}}",
            "{schema: {minItems: -1, maxLength: 1e400, minProperties: 99999999999999999999}}",
            "{schema: {properties: " + "{a: {properties: ".repeat(300) + "{}" + "}}".repeat(300) + "}}");

    /** Texts that are documents as a whole, or none at all. */
    static final List<String> WHOLE = List.of(
            "",
            " ",
            "\n\n---\n...\n",
            "--- a\n--- b\n",
            "%YAML 9.9\n---\na: 1\n",
            "%TAG ! tag:yaml.org,2002:\n---\n!int a\n",
            "\t- a",
            "a: b: c",
            "- - - - - -",
            "? ",
            "[",
            "\"",
            "&a",
            "*a",
            "|9999999999\n a",
            ">-\n a",
            "{}",
            "[]",
            "null",
            "1",
            "\uFEFF{}",
            "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d"
                    + " [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng:"
                    + " &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\nnodes: [*g,*g,*g,*g,*g,*g,*g,*g,*g]\nid: the-name\n",
            "document: {dsl: '1.0.0', namespace: a, name: the-name, version: '1'}\ndo: []\n",
            "document: {dsl: '1.0.0', namespace: a, name: the-name, version: '1'}\ndo:\n  - a: {set: {x: '${ . as [$a] | $a }'}}\n",
            "document: {dsl: '1.0.0', namespace: a, name: the-name, version: '1'}\ndo:\n  - a: {for: {each: x, in: '.a'}, do: [{b: {wait: {seconds: -1}}}]}\n",
            "document: {dsl: '1.0.0', namespace: a, name: the-name, version: '1'}\ndo:\n  - a: {set: {x: '${ "
                    + "[".repeat(3_000) + " }'}}\n",
            "document: {dsl: 9, name: []}\ndo: {}\n",
            "id: the-name\nnodes: []\nedges: []\n",
            "id: the-name\nnodes: {}\nedges: 1\n",
            "id: the-name\nid: the-name\nnodes: [{id: a, type: noop, id: b}]\n",
            "id: the-name\nnodes: [{id: a, type: noop}, {id: a, type: noop}]\nedges: [{from: a, to: a}]\n",
            "id: the-name\nnodes: [{id: __proto__, type: constructor}]\n",
            "id: the-name\nnodes:\n" + "  - {id: a, type: noop}\n".repeat(3_000),
            "a: " + "x".repeat(900_000));

    private Documents() {}
}
