package io.flowcast.executor.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.Property;
import io.flowcast.executor.expression.Expressions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Definitions of every form, right and wrong: read, written and read again they are the same; what is wrong has its place. */
class DefinitionPropertiesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Expressions EXPRESSIONS = Expressions.withDefaults();
    private static final DefinitionReader READER = new DefinitionReader(new SampleNodeTypes(), EXPRESSIONS);
    private static final List<String> TYPES =
            List.of("noop", "noop", "set", "switch", "http", "wait", "log", "nothing");
    private static final List<String> TEXTS = List.of(
            "${ input.a }",
            "x ${ 1 + 1 } y",
            "$${",
            "${ nodes.n0.output }",
            "${ ",
            "1s",
            "PT1S",
            "n1",
            "",
            "0x1F",
            "1e3",
            "~",
            "no");

    private static int valid;

    @AfterAll
    static void close() {
        EXPRESSIONS.close();
        assertThat(valid).as("definitions that were right").isGreaterThan(100);
    }

    @Test
    void aDefinitionReadsAsItWasWritten() {
        Property.holds(1_500, random -> {
            Map<String, @Nullable Object> document = document(random);
            String json = write(document);

            Reading read = READER.read(json, Format.JSON);
            assertThatPlacesAreKnown(read, json);
            Reading fromYaml = READER.read(yaml(document, ""), Format.YAML);
            assertThatPlacesAreKnown(fromYaml, json);
            assertThat(fromYaml.getClass()).as(json).isEqualTo(read.getClass());
            if (read instanceof Reading.Valid first && fromYaml instanceof Reading.Valid second) {
                valid++;
                assertThat(second.definition()).as(json).isEqualTo(first.definition());
                Reading again = READER.read(write(first.definition().source()), Format.JSON);
                assertThat(again)
                        .as(json)
                        .isInstanceOfSatisfying(
                                Reading.Valid.class,
                                third -> assertThat(third.definition()).isEqualTo(first.definition()));
            }
        });
    }

    private static void assertThatPlacesAreKnown(Reading read, String json) {
        if (read instanceof Reading.Invalid(var faults)) {
            assertThat(faults).as(json).isNotEmpty().allSatisfy(fault -> {
                assertThat(fault.detail()).isNotBlank();
                assertThat(fault.line()).isNotNull().isPositive();
                assertThat(fault.column()).isNotNull().isPositive();
            });
        }
    }

    /** One that is right, or nearly. */
    private static Map<String, @Nullable Object> document(RandomGenerator random) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("id", random.nextInt(20) == 0 ? Property.text(random, 8) : "order");
        if (random.nextBoolean()) {
            document.put("name", Property.text(random, 10));
        }
        int count = random.nextInt(1, 5);
        List<@Nullable Object> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(node("n" + i, random));
        }
        document.put("nodes", nodes);
        List<Object> edges = new ArrayList<>();
        for (int to = 1; to < count; to++) {
            Map<String, Object> edge = new LinkedHashMap<>();
            edge.put("from", "n" + random.nextInt(to));
            edge.put("to", "n" + to);
            if (random.nextInt(6) == 0) {
                edge.put("when", Property.oneOf(random, TEXTS));
            }
            edges.add(edge);
        }
        document.put("edges", edges);
        if (random.nextInt(3) == 0) {
            document.put("output", value(random, 3));
        }
        if (random.nextInt(5) == 0) {
            document.put(Property.oneOf(random, List.of("timeout", "input", "later", "triggers")), value(random, 2));
        }
        return document;
    }

    private static Map<String, @Nullable Object> node(String id, RandomGenerator random) {
        Map<String, @Nullable Object> node = new LinkedHashMap<>();
        node.put("id", random.nextInt(20) == 0 ? Property.text(random, 4) : id);
        String type = Property.oneOf(random, TYPES);
        node.put("type", type);
        if (type.equals("set")) {
            node.put("with", Map.of("a", "b", "of", List.of(1, 2.5, true)));
        } else if (random.nextInt(4) == 0) {
            node.put("with", value(random, 3));
        }
        if (random.nextInt(8) == 0) {
            node.put(Property.oneOf(random, List.of("retry", "timeout", "join", "onCrash", "later")), value(random, 2));
        }
        return node;
    }

    private static @Nullable Object value(RandomGenerator random, int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 8)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt();
            case 3 -> random.nextInt(-1000, 1000) / 8.0;
            case 4 -> Property.oneOf(random, TEXTS);
            case 5 -> Property.text(random, 8);
            case 6 -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth - 1));
                }
                yield list;
            }
            default -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(Property.oneOf(random, List.of("a", "b", "yes", "1", "x y")), value(random, depth - 1));
                }
                yield map;
            }
        };
    }

    /** In blocks, with the scalars of JSON, which are YAML's as well where these are escaped. */
    private static String yaml(@Nullable Object value, String indent) {
        return switch (value) {
            case Map<?, ?> map
            when !map.isEmpty() -> {
                StringBuilder lines = new StringBuilder("\n");
                map.forEach((key, each) -> lines.append(indent)
                        .append(scalar(String.valueOf(key)))
                        .append(": ")
                        .append(yaml(each, indent + "  ")));
                yield lines.toString();
            }
            case List<?> list
            when !list.isEmpty() -> {
                StringBuilder lines = new StringBuilder("\n");
                list.forEach(each -> lines.append(indent).append("- ").append(yaml(each, indent + "  ")));
                yield lines.toString();
            }
            case null, default -> scalar(value) + "\n";
        };
    }

    private static String scalar(@Nullable Object value) {
        StringBuilder text = new StringBuilder();
        write(value).chars().forEach(character -> {
            if ("\u007F\uFEFF\u2028\u2029".indexOf(character) < 0) {
                text.append((char) character);
            } else {
                text.append("\\u%04X".formatted(character));
            }
        });
        return text.toString();
    }

    private static String write(@Nullable Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
