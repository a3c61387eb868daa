package io.flowcast.executor.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class GraphTest {
    private final Graph graph = new Graph(DefinitionForm.fromStored(
            Map.of(
                    "id",
                    "diamond",
                    "nodes",
                    List.of(node("a"), node("b"), node("c"), node("d"), node("alone")),
                    "edges",
                    List.of(edge("a", "b"), edge("a", "c"), edge("b", "d"), edge("c", "d"))),
            7));

    @Test
    void edges_go_by_their_index_in_the_authors_order() {
        assertThat(graph.outgoing("a")).containsExactly(0, 1);
        assertThat(graph.incoming("d")).containsExactly(2, 3);
        assertThat(graph.outgoing("d")).isEmpty();
        assertThat(graph.edge(3).from()).isEqualTo("c");
    }

    @Test
    void it_starts_where_nothing_leads_to_and_ends_where_nothing_leads_on() {
        assertThat(graph.starts()).extracting(Node::id).containsExactly("a", "alone");
        assertThat(graph.ends()).extracting(Node::id).containsExactly("d", "alone");
    }

    @Test
    void a_node_is_found_by_its_id() {
        assertThat(graph.node("b").id()).isEqualTo("b");
        assertThat(graph.has("zz")).isFalse();
        assertThatThrownBy(() -> graph.node("zz"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("diamond has no node zz");
    }

    private static Map<String, Object> node(String id) {
        return Map.of("id", id, "type", "noop");
    }

    private static Map<String, Object> edge(String from, String to) {
        return Map.of("from", from, "to", to);
    }
}
