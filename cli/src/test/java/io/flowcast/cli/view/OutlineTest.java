package io.flowcast.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OutlineTest {

    @Test
    void aChainStaysAtOneDepth() {
        assertThat(outline("a b c", "a>b b>c")).containsExactly("a", "b", "c");
    }

    @Test
    void branchesAreIndentedAndTheWayGoesOnWhereTheyMeet() {
        assertThat(outline("start one two join end", "start>one start>two one>join two>join join>end"))
                .containsExactly("start", "+ one", "` two", "join", "end");
    }

    @Test
    void anEdgePastABranchLeadsToTheSameMeetingPoint() {
        assertThat(outline("a maybe b", "a>maybe a>b maybe>b")).containsExactly("a", "` maybe", "b");
    }

    @Test
    void branchesThatNeverMeetStayApart() {
        assertThat(outline("decide pay bill reject", "decide>pay pay>bill decide>reject"))
                .containsExactly("decide", "+ pay", "| bill", "` reject");
    }

    @Test
    void forksInForksMeetFromTheInside() {
        assertThat(outline("a b c d e f g", "a>b a>f b>c b>d c>e d>e e>g f>g"))
                .containsExactly("a", "+ b", "| + c", "| ` d", "| e", "` f", "g");
    }

    @Test
    void severalStartsAreBranchesOfNothing() {
        assertThat(outline("a b join", "a>join b>join")).containsExactly("+ a", "` b", "join");
        assertThat(outline("a b", "")).containsExactly("+ a", "` b");
    }

    @Test
    void everyNodeIsThereOnceWhateverTheGraph() {
        assertThat(outline("a b c d e", "a>c a>d b>c b>d c>e a>e d>e")).hasSize(5);
        assertThat(outline("a b c", "a>b b>c c>a")).hasSize(3);
        assertThat(outline("a b c", "a>b b>c c>b")).hasSize(3);
        assertThat(outline("a", "a>gone gone>a")).containsExactly("a");
    }

    @Test
    void aThousandNodesInARowAreNoDepth() {
        String nodes = String.join(
                " ", IntStream.range(0, 1_000).mapToObj(n -> "n" + n).toList());
        String edges = String.join(
                " ",
                IntStream.range(1, 1_000)
                        .mapToObj(n -> "n" + (n - 1) + ">n" + n)
                        .toList());
        assertThat(outline(nodes, edges)).hasSize(1_000).allMatch(row -> row.startsWith("n"));
    }

    /** Each row with a sign for each branch around it: + and ` where one begins, | and blank where it goes on. */
    private static List<String> outline(String nodes, String edges) {
        List<Outline.Edge> read = Stream.of(edges.split(" "))
                .filter(edge -> edge.contains(">"))
                .map(edge ->
                        new Outline.Edge(edge.substring(0, edge.indexOf('>')), edge.substring(edge.indexOf('>') + 1)))
                .toList();
        return Outline.of(
                        Arrays.stream(nodes.split(" "))
                                .map(id -> new Outline.Node(id, id))
                                .toList(),
                        read)
                .stream()
                .map(OutlineTest::row)
                .toList();
    }

    private static String row(Outline.Row row) {
        StringBuilder text = new StringBuilder();
        int last = row.rails().size() - 1;
        for (int rail = 0; rail <= last; rail++) {
            boolean more = row.rails().get(rail);
            text.append(rail == last && row.first() ? more ? "+ " : "` " : more ? "| " : "  ");
        }
        return text + row.node().id();
    }
}
