package io.flowcast.systemtests.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bodies: what an operation takes, with some of it replaced, repeated, left out, cut or spoilt. One thread. */
final class Bodies {
    static final Body NONE = new Body(Optional.empty(), new byte[0]);

    /** A body, and what it says it is. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Body(Optional<String> type, byte[] bytes) {}

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final Pattern JSON_VALUE = Pattern.compile(
            "(?<=[:\\[,])\\s*(\"(?:[^\"\\\\]++|\\\\.)*+\"(?!\\s*:)|-?[0-9.eE+]+|true|false|null|\\{\\}|\\[\\])");
    private static final Pattern YAML_VALUE = Pattern.compile(Documents.PLACES);
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "\\",
            "'",
            "&a ",
            "*a",
            "<<: *a\n",
            "? ",
            "- ",
            "\n",
            "\t",
            "|",
            ">",
            "#",
            "%",
            "!!str ",
            "---\n",
            "${",
            "null",
            "9".repeat(30),
            "\u0000",
            "\uFEFF",
            "$ref",
            "e9999");

    private final RandomGenerator random;
    private final Cast cast;

    Bodies(RandomGenerator random, Cast cast) {
        this.random = random;
        this.cast = cast;
    }

    /** @param name that the path names: a definition has to be called so */
    Body of(Operation operation, String name) {
        boolean definition = operation.bodies().containsKey("application/yaml");
        Body body = definition ? definition(name) : json(operation);
        byte[] bytes = chance(12) ? spoilt(body.bytes()) : body.bytes();
        Optional<String> type = chance(10) ? Optional.of(header(any(Hostile.MEDIA_TYPES))) : body.type();
        return new Body(chance(4) ? Optional.empty() : type, bytes);
    }

    private Body definition(String name) {
        boolean yaml = chance(60);
        String text = any(yaml ? chance(15) ? Documents.WHOLE : Documents.YAML : Documents.JSON);
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            text = yaml && chance(70)
                    ? replaced(text, YAML_VALUE, chance(75) ? any(Documents.VALUES) : any(Hostile.JSON))
                    : chance(60) ? replaced(text, JSON_VALUE, any(Hostile.JSON)) : torn(text);
        }
        String called = text.replace(Documents.NAME, name.matches("[a-z0-9-]+") ? name : Cast.OURS + 1);
        return new Body(
                Optional.of(yaml ? "application/yaml" : "application/json"), called.getBytes(StandardCharsets.UTF_8));
    }

    private Body json(Operation operation) {
        String text;
        if (operation.id().equals("execute")) {
            text = write(Map.of(
                    "workflowId", any(Cast.workflows()), "input", Map.of("a", "aaa", "n", List.of(1, 2.5, true))));
        } else if (operation.id().equals("ticket")) {
            text = write(Map.of("ticket", cast.ticket()));
        } else {
            JsonNode example = operation.bodies().get("application/json");
            text = chance(30) || example == null ? "" : example.toString();
        }
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            text = switch (random.nextInt(6)) {
                case 0, 1, 2 -> replaced(text, JSON_VALUE, any(Hostile.JSON));
                case 3 -> text.replaceFirst("\\{", Matcher.quoteReplacement("{\"" + any(Hostile.NAMES) + "\": 1, "));
                case 4 -> any(Hostile.JSON);
                default -> torn(text);
            };
        }
        return new Body(Optional.of("application/json"), text.getBytes(StandardCharsets.UTF_8));
    }

    private String replaced(String text, Pattern places, String value) {
        List<MatchResult> found = places.matcher(text).results().toList();
        if (found.isEmpty()) {
            return value;
        }
        MatchResult place = any(found);
        return text.substring(0, place.start(1)) + value + text.substring(place.end(1));
    }

    /** Something taken out, put in, or doubled. */
    private String torn(String text) {
        if (text.isEmpty()) {
            return any(PIECES);
        }
        int from = random.nextInt(text.length());
        int to = Math.min(text.length(), from + random.nextInt(30));
        String middle = switch (random.nextInt(3)) {
            case 0 -> "";
            case 1 -> any(PIECES) + text.substring(from, to);
            default -> text.substring(from, to).repeat(2 + random.nextInt(3));
        };
        return text.substring(0, from) + middle + text.substring(to);
    }

    /** As bytes: cut, in another charset, or with some that are no UTF-8. */
    private byte[] spoilt(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return switch (random.nextInt(7)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 1 -> text.getBytes(StandardCharsets.UTF_16);
            case 2 -> ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8);
            case 3 -> new byte[0];
            case 4 -> (text + text).getBytes(StandardCharsets.UTF_8);
            case 5 -> " ".repeat(random.nextInt(1_200_000)).getBytes(StandardCharsets.UTF_8);
            default -> spliced(bytes);
        };
    }

    private byte[] spliced(byte[] bytes) {
        byte[] wrong = any(List.of(
                new byte[] {(byte) 0xC0, (byte) 0xAF},
                new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
                new byte[] {(byte) 0xF8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80},
                new byte[] {(byte) 0xFF},
                new byte[] {(byte) 0xE2, (byte) 0x82},
                new byte[] {0}));
        int at = random.nextInt(bytes.length + 1);
        byte[] spliced = Arrays.copyOf(bytes, bytes.length + wrong.length);
        System.arraycopy(wrong, 0, spliced, at, wrong.length);
        System.arraycopy(bytes, at, spliced, at + wrong.length, bytes.length - at);
        return spliced;
    }

    private static String header(String value) {
        return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
