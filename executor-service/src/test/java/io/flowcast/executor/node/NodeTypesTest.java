package io.flowcast.executor.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import io.flowcast.node.NodeType;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What is asked of node types before they are used; each refusal says whose fault it is. */
class NodeTypesTest {

    private static final String JAR = "acme-nodes-1.0.jar";
    private static final NodeType GUARDED = new Sample("guarded", Map.of());

    @Test
    void keepsWhatATypeSaysOfItself() {
        Map<String, Object> schema = new HashMap<>(Map.of("type", "object"));
        NodeTypes types = new NodeTypes(List.of(installed(() -> new Sample("acme-pay", schema))), type -> GUARDED);
        schema.put("type", "changed later");

        assertThat(types.names()).containsExactly("acme-pay");
        assertThat(types.settingsSchema("acme-pay")).contains(Map.of("type", "object"));
        assertThat(types.get("acme-pay")).isSameAs(GUARDED);
        assertThat(types.all().getFirst().source()).isEqualTo(JAR);
    }

    @Test
    void refusesTwoTypesOfOneNameNamingBoth() {
        InstalledNodeType mine = installed(() -> new Sample("noop", Map.of()));
        InstalledNodeType builtIn = InstalledNodeType.of(NoopNode::new, NoopNode.class, NodeTypeSource.BUILT_IN);

        assertThatIllegalStateException()
                .isThrownBy(() -> new NodeTypes(List.of(builtIn, mine), type -> type))
                .withMessage("two node types are called noop: io.flowcast.executor.node.NoopNode (built-in) and "
                        + Sample.class.getName() + " (" + JAR + ")");
    }

    @Test
    void refusesNamesThatDefinitionsCannotHold() {
        for (String name : List.of("", "Pay", "9lives", "pay_now", "a b", "a".repeat(65))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> installed(() -> new Sample(name, Map.of())))
                    .withMessageContaining("the node type " + Sample.class.getName() + " of " + JAR)
                    .withMessageContaining("calls itself '" + name + "'");
        }
    }

    @Test
    void refusesWhatIsNoJsonSchema() {
        assertRefusedSchema(Map.of("type", "objekt"), "/type");
        assertRefusedSchema(Map.of("properties", List.of()), "/properties");
        assertRefusedSchema(Map.of("$ref", "https://example.org/schema"), "only references within the schema");
        assertRefusedSchema(Map.of("properties", Map.of("a", Map.of("pattern", "["))), "no regular expression");
        assertRefusedSchema(Map.of("const", Instant.EPOCH), "java.time.Instant is no plain value");
        Map<String, Object> cyclic = new HashMap<>();
        cyclic.put("not", cyclic);
        assertRefusedSchema(cyclic, "contains itself");
    }

    @Test
    void refusesTypesThatThrowWhenTheyAreAsked() {
        assertThatIllegalStateException()
                .isThrownBy(() -> installed(() -> {
                    throw new IllegalStateException("no bean", new IllegalArgumentException("ACME_KEY is not set"));
                }))
                .withMessage("the node type " + Sample.class.getName() + " of " + JAR
                        + " cannot be created: java.lang.IllegalArgumentException: ACME_KEY is not set");
        assertThatIllegalStateException()
                .isThrownBy(() -> installed(() -> {
                    throw new NoClassDefFoundError("com/acme/Client");
                }))
                .withMessageContaining(JAR + " cannot be created: java.lang.NoClassDefFoundError: com/acme/Client");
        assertThatIllegalStateException()
                .isThrownBy(() -> installed(() -> new Sample(null, Map.of())))
                .withMessageContaining(JAR + " has no name");
        assertThatIllegalStateException()
                .isThrownBy(() -> installed(() -> new Sample("pay", null)))
                .withMessageContaining(JAR + " has no schema");
    }

    @Test
    void classesOfTheExecutorAreBuiltIn() {
        assertThat(NodeTypeSource.of(NoopNode.class)).isEqualTo(NodeTypeSource.BUILT_IN);
        assertThat(NodeTypeSource.of(Test.class)).matches("junit-jupiter-api-.*\\.jar");
    }

    private static void assertRefusedSchema(Map<String, Object> schema, String why) {
        assertThatIllegalStateException()
                .isThrownBy(() -> installed(() -> new Sample("pay", schema)))
                .withMessageContaining("the node type " + Sample.class.getName() + " of " + JAR
                        + " has no JSON Schema of its settings")
                .withMessageContaining(why);
    }

    private static InstalledNodeType installed(Supplier<NodeType> bean) {
        return InstalledNodeType.of(bean, Sample.class, JAR);
    }

    @SuppressWarnings("NullAway") // as careless as others may be
    private record Sample(String name, Map<String, Object> settingsSchema) implements NodeType {
        @Override
        public NodeResult run(NodeContext context) {
            return NodeResult.none();
        }
    }
}
