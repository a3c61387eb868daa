package io.flowcast.systemtests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The workflows that the system tests run, the examples among them, in a folder for the executors to load. */
public final class TestDefinitions {
    /** Ten nodes that do nothing. */
    public static final String CHAIN = "chain";
    /** One node that waits until {@code until} of the input. */
    public static final String SLEEPING = "sleeping";
    /** One node that waits for the signal {@code go}. */
    public static final String ASKING = "asking";
    /** One node that runs the workflow {@code workflowId} of the input, with its {@code input}. */
    public static final String CALLING_ANOTHER = "calling-another";
    /** A {@code for} over {@value #CHILDREN} items, three at a time, that each run {@link #CALLING}; the input holds {@code baseUrl}. */
    public static final String CALLING_EACH = "calling-each";

    public static final int CHILDREN = 8;
    /** One node that does nothing: over within milliseconds. */
    public static final String INSTANT = "instant";
    /** {@value #CALLS} calls of the backend one after the other, each of 150 ms; the input holds {@code baseUrl}. */
    public static final String CALLING = "calling";
    /** Two calls at a time, a retry among them, an error edge and short waits. */
    public static final String MIXED = "mixed";
    /** A thousand nodes: a start, 998 side by side, a join. */
    public static final String WIDE = "wide";

    /** One call of five seconds; the input holds {@code baseUrl}. */
    public static final String LONG_CALL = "long-call";

    /** A {@code for} over {@value #ITEMS} items, {@value #ITEMS_AT_A_TIME} calls of 150 ms at a time; the input holds {@code baseUrl}. */
    public static final String LOOPING = "looping";

    public static final int ITEMS = 40;
    public static final int ITEMS_AT_A_TIME = 4;
    /** One call to {@code url} of the input, which may take long, and a node after it. */
    public static final String EFFECT = "effect";
    /** The same, for a call that must not be made twice: then {@code look} goes on. */
    public static final String EFFECT_ONCE = "effect-once";
    /** A node with an output, and a call after it. */
    public static final String TWO_EFFECTS = "two-effects";

    /** {@value #STEPS} nodes one after the other, each waiting for the signal {@code s1}, {@code s2}, … */
    public static final String STEPPING = "stepping";

    /** One node that does nothing, started by a webhook whose secret is {@code HOOK}. */
    public static final String HOOKED = "hooked";

    /** As {@link #STEPPING}, so short that a page shows all of it. */
    public static final String FEW_STEPS = "few-steps";

    /** {@value #GRID_NODES} calls in {@value #ROWS} rows, after the signal {@code go}: some fifty events a second; the input holds {@code baseUrl}. */
    public static final String GRID = "grid";

    public static final int ROWS = 20;
    public static final int GRID_NODES = 300;

    public static final int STEPS = 500;
    public static final int CALLS = 12;
    public static final int WIDE_NODES = 1_000;

    private static final String MIXED_GRAPH = """
            nodes:
              - {id: start, type: noop}
              - {id: reserve, type: http, retry: {limit: 5, delay: 50ms}, with: {method: POST, url: "${ input.baseUrl & '/reserve' }"}}
              - {id: nap, type: wait, with: {duration: 100ms}}
              - {id: both, type: noop}
              - {id: declined, type: http, with: {method: POST, url: "${ input.baseUrl & '/charge' }", body: {order: DECLINE-1}}}
              - {id: release, type: http, with: {method: POST, url: "${ input.baseUrl & '/release' }"}}
              - {id: never, type: noop}
              - {id: done, type: set, with: {ok: true}}
            edges:
              - {from: start, to: reserve}
              - {from: start, to: nap}
              - {from: reserve, to: both}
              - {from: nap, to: both}
              - {from: both, to: declined}
              - {from: declined, to: never}
              - {from: declined, to: release, catch: error}
              - {from: release, to: done}
            """;

    private static final String LOOP = """
            nodes:
              - id: each
                type: for
                with:
                  items: "${ [1..%d] }"
                  concurrency: %d
                  do:
                    type: http
                    with: {method: POST, url: "${ input.baseUrl & '/slow?ms=150' }"}
                    timeout: 10s
                    retry: {limit: 20, delay: 200ms}
                    output: "${ {'item': item, 'slept': output.body.sleptMs} }"
            """.formatted(ITEMS, ITEMS_AT_A_TIME);

    private TestDefinitions() {}

    public static Path folder() {
        try {
            Path folder = Files.createDirectories(Path.of("target/definitions").toAbsolutePath());
            write(folder, CHAIN, chain("{id: n%1$d, type: noop}", 10));
            write(folder, SLEEPING, "nodes: [{id: nap, type: wait, with: {until: \"${ input.until }\"}}]\n");
            write(folder, ASKING, "nodes: [{id: ask, type: signal, with: {name: go}}]\n");
            write(
                    folder,
                    CALLING_ANOTHER,
                    "nodes:\n  - {id: other, type: workflow, with: {workflowId: \"${ input.workflowId }\","
                            + " input: \"${ input.input }\"}}\n");
            write(
                    folder,
                    CALLING_EACH,
                    "nodes:\n  - {id: each, type: for, with: {items: \"${ [1..%d] }\", concurrency: 3,"
                                    .formatted(CHILDREN)
                            + " do: {type: workflow, with: {workflowId: calling, input: \"${ input }\"},"
                            + " output: \"${ item }\"}}}\n");
            write(folder, INSTANT, "nodes: [{id: only, type: noop}]\n");
            write(
                    folder,
                    CALLING,
                    chain(
                            "{id: n%1$d, type: http, timeout: 10s, retry: {limit: 20, delay: 200ms},"
                                    + " with: {method: POST, url: \"${ input.baseUrl & '/slow?ms=150' }\"}}",
                            CALLS));
            write(
                    folder,
                    LONG_CALL,
                    "nodes:\n  - {id: n1, type: http, with: {url: \"${ input.baseUrl & '/slow?ms=5000' }\"}}\n");
            write(folder, STEPPING, chain("{id: n%1$d, type: signal, with: {name: s%1$d}}", STEPS));
            write(folder, HOOKED, "triggers: [{type: webhook, secret: HOOK}]\nnodes: [{id: only, type: noop}]\n");
            write(folder, FEW_STEPS, chain("{id: n%1$d, type: signal, with: {name: s%1$d}}", 6));
            write(folder, LOOPING, LOOP);
            write(folder, GRID, grid());
            write(folder, EFFECT, effect("", "  - {from: effect, to: after}\n"));
            write(folder, EFFECT_ONCE, effect(", onCrash: fail", "  - {from: effect, to: look, catch: error}\n"));
            write(
                    folder,
                    TWO_EFFECTS,
                    "nodes:\n  - {id: before, type: set, with: {drawn: \"${ $random() }\"}}\n  - " + call("")
                            + "edges:\n  - {from: before, to: effect}\n");
            write(folder, MIXED, MIXED_GRAPH);
            write(folder, WIDE, wide());
            for (Path example : examples()) {
                Files.copy(example, folder.resolve(example.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the test definitions", e);
        }
    }

    /** The files of {@code examples/}. */
    public static List<Path> examples() {
        Path folder = Path.of(System.getProperty("flowcast.home", ".."), "examples");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the examples", e);
        }
    }

    private static void write(Path folder, String id, String graph) throws IOException {
        Files.writeString(folder.resolve(id + ".yaml"), "id: " + id + "\nname: " + id + "\n" + graph);
    }

    private static String effect(String more, String edge) {
        String next = edge.replaceFirst("(?s).*to: (\\w+).*", "$1");
        return "nodes:\n  - " + call(more) + "  - {id: " + next + ", type: noop}\nedges:\n" + edge;
    }

    private static String call(String more) {
        return "{id: effect, type: http, timeout: 60s, with: {method: POST, url: \"${ input.url }\"}" + more + "}\n";
    }

    private static String chain(String node, int length) {
        String nodes = IntStream.rangeClosed(1, length)
                .mapToObj(number -> "  - " + node.formatted(number) + "\n")
                .collect(Collectors.joining());
        String edges = IntStream.range(1, length)
                .mapToObj(number -> "  - {from: n%d, to: n%d}\n".formatted(number, number + 1))
                .collect(Collectors.joining());
        return "nodes:\n" + nodes + "edges:\n" + edges;
    }

    private static String grid() {
        StringBuilder nodes = new StringBuilder(
                "nodes:\n  - {id: start, type: signal, with: {name: go}}\n  - {id: end, type: noop}\n");
        StringBuilder edges = new StringBuilder("edges:\n");
        int columns = GRID_NODES / ROWS;
        for (int row = 0; row < ROWS; row++) {
            String before = "start";
            for (int column = 0; column < columns; column++) {
                String id = "r%dc%d".formatted(row, column);
                nodes.append(
                        "  - {id: %s, type: http, with: {method: POST, url: \"${ input.baseUrl & '/slow?ms=%d' }\"}}\n"
                                .formatted(id, 700 + (row * 37 + column * 53) % 200));
                edges.append("  - {from: %s, to: %s}\n".formatted(before, id));
                before = id;
            }
            edges.append("  - {from: %s, to: end}\n".formatted(before));
        }
        return nodes.append(edges).toString();
    }

    private static String wide() {
        StringBuilder nodes = new StringBuilder("nodes:\n  - {id: start, type: noop}\n  - {id: end, type: noop}\n");
        StringBuilder edges = new StringBuilder("edges:\n");
        for (int number = 1; number <= WIDE_NODES - 2; number++) {
            nodes.append("  - {id: n%d, type: noop}\n".formatted(number));
            edges.append("  - {from: start, to: n%d}\n  - {from: n%d, to: end}\n".formatted(number, number));
        }
        return nodes.append(edges).toString();
    }
}
