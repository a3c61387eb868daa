package io.flowcast.executor.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.executor.expression.Expressions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the bytes, reading gives a definition or says what is wrong, and never throws. */
class DefinitionReaderRobustnessTest {
    private static final int ROUNDS = 1500;
    private static final long SEED = 20_261_122L;
    private static final Expressions EXPRESSIONS = Expressions.withDefaults();
    private static final DefinitionReader READER = new DefinitionReader(new SampleNodeTypes(), EXPRESSIONS);

    private static final String YAML = """
            id: order
            name: "An order"
            input: {schema: {type: object, properties: {a: {type: string, pattern: "^a+$"}}}}
            timeout: 30m
            nodes:
              - {id: a, type: noop}
              - id: b
                type: http
                with: {method: POST, url: "${ input.a & '/x' }", body: ["${ {'o': 1} }", null, 1.5, true]}
                retry: {limit: 5, delay: 200ms, backoff: exponential}
              - {id: c, type: switch, join: any}
            edges:
              - {from: a, to: b}
              - {from: b, to: c, catch: error}
              - {from: c, to: a, when: "input.x > 1"}
            output: &o "${ nodes.b.output }"
            """;
    private static final String JSON = """
            {"id": "order", "nodes": [{"id": "a", "type": "set", "with": {"x": "${ 1 }", "y": [1, -2.5e3, null]}},
             {"id": "b", "type": "switch"}], "edges": [{"from": "a", "to": "b"}, {"from": "b", "to": "a", "default": true}]}
            """;
    private static final List<String> PIECES = List.of(
            "${",
            "}",
            "{",
            "[",
            "]",
            "\"",
            "'",
            ":",
            "- ",
            "\n",
            "\t",
            "&a ",
            "*a",
            "null",
            "true",
            "!!int ",
            "? ",
            "|\n",
            "#",
            ",",
            "\u0000",
            "\uFEFF",
            "\uD800",
            "\\",
            "%YAML 1.2\n",
            "---\n",
            "...\n",
            "99999999999999999999",
            "-",
            "$ref",
            "id",
            "nodes",
            "when: ",
            "/",
            "(",
            "`",
            "~>",
            "1e999");

    @AfterAll
    static void close() {
        EXPRESSIONS.close();
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void mutated_text_is_read_or_refused(Format format) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder text = new StringBuilder(format == Format.YAML ? YAML : JSON);
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                mutate(text, random);
            }
            readsOrRefuses(text.toString().getBytes(StandardCharsets.UTF_8), format);
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void arbitrary_bytes_are_read_or_refused(Format format) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            readsOrRefuses(bytes, format);
            readsOrRefuses(pieces(random).getBytes(StandardCharsets.UTF_8), format);
        }
    }

    private static void readsOrRefuses(byte[] bytes, Format format) {
        Reading reading;
        try {
            reading = READER.read(bytes, format);
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("reading threw on " + Arrays.toString(bytes), e);
        }
        if (reading instanceof Reading.Invalid(var faults)) {
            assertThat(faults)
                    .isNotEmpty()
                    .allSatisfy(fault -> assertThat(fault.detail()).isNotBlank());
        }
    }

    private static void mutate(StringBuilder text, RandomGenerator random) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
            case 0 -> text.deleteCharAt(at);
            case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
            case 2 -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
            default -> text.setCharAt(at, (char) random.nextInt(random.nextBoolean() ? 128 : 0xD800));
        }
    }

    private static String pieces(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }
}
