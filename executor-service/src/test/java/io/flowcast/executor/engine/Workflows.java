package io.flowcast.executor.engine;

import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.Edge;
import io.flowcast.executor.definition.Node;
import io.flowcast.executor.definition.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Definitions for tests, written in a few words. */
final class Workflows {

    static final Retry TWICE = new Retry(
            2,
            Duration.ofMillis(100),
            Retry.Backoff.EXPONENTIAL,
            Duration.ofMinutes(1),
            0,
            Set.of("server", "timeout"));

    private final List<Node> nodes = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private static final String EXAMPLE = "example";

    private String id = EXAMPLE;
    private @Nullable Duration timeout;

    static Workflows workflow() {
        return workflow(EXAMPLE);
    }

    static Workflows workflow(String id) {
        Workflows workflow = new Workflows();
        workflow.id = id;
        return workflow;
    }

    /** Nodes one after another. */
    static Definition chain(String... ids) {
        Workflows workflow = workflow();
        for (int i = 0; i < ids.length; i++) {
            workflow.node(ids[i]);
            if (i > 0) {
                workflow.edge(ids[i - 1], ids[i]);
            }
        }
        return workflow.build();
    }

    Workflows node(String id) {
        return node(id, node -> node);
    }

    Workflows node(String id, UnaryOperator<Node> with) {
        nodes.add(with.apply(new Node(id, id, "noop", Map.of(), null, Retry.NEVER, Node.OnCrash.RETRY, Node.Join.ALL)));
        return this;
    }

    static UnaryOperator<Node> type(String type) {
        return n -> new Node(n.id(), n.name(), type, n.with(), n.timeout(), n.retry(), n.onCrash(), n.join());
    }

    static UnaryOperator<Node> with(Map<String, Object> settings) {
        return n -> new Node(n.id(), n.name(), n.type(), settings, n.timeout(), n.retry(), n.onCrash(), n.join());
    }

    static UnaryOperator<Node> timeout(Duration timeout) {
        return n -> new Node(n.id(), n.name(), n.type(), n.with(), timeout, n.retry(), n.onCrash(), n.join());
    }

    static UnaryOperator<Node> retry(@Nullable Retry retry) {
        return n -> new Node(n.id(), n.name(), n.type(), n.with(), n.timeout(), retry, n.onCrash(), n.join());
    }

    static UnaryOperator<Node> failOnCrash() {
        return n -> new Node(n.id(), n.name(), n.type(), n.with(), n.timeout(), n.retry(), Node.OnCrash.FAIL, n.join());
    }

    static UnaryOperator<Node> joinAny() {
        return n -> new Node(n.id(), n.name(), n.type(), n.with(), n.timeout(), n.retry(), n.onCrash(), Node.Join.ANY);
    }

    Workflows edge(String from, String to) {
        edges.add(new Edge(from, to, null, false, null));
        return this;
    }

    Workflows when(String from, String to, String condition) {
        edges.add(new Edge(from, to, condition, false, null));
        return this;
    }

    Workflows otherwise(String from, String to) {
        edges.add(new Edge(from, to, null, true, null));
        return this;
    }

    Workflows caught(String from, String to, Edge.Catch what) {
        edges.add(new Edge(from, to, null, false, what));
        return this;
    }

    Workflows within(Duration timeout) {
        this.timeout = timeout;
        return this;
    }

    Definition build() {
        return Definition.of(id, 1)
                .name(id.equals(EXAMPLE) ? "Example" : id)
                .source(Map.of("id", id))
                .timeout(timeout)
                .nodes(nodes)
                .edges(edges)
                .build();
    }
}
