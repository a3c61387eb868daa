package io.flowcast.executor.secret;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A text as somebody reads it who undoes an encoding, and where in the text each character of it comes from. What is no
 * valid escape stands for itself, so that every text has every view.
 */
final class View {

    /** How something is written within a text of another kind. */
    enum Encoding {
        /** RFC 3986: {@code %20}. */
        PERCENT('%'),
        /** The same, and {@code +} for a space, as forms do. */
        FORM('+'),
        /** RFC 8259: {@code \n}, {@code \/}, {@code \u00e9}. */
        JSON('\\'),
        HTML('&'),
        /** RFC 6901: {@code ~1}. */
        POINTER('~');

        final char sign;

        Encoding(char sign) {
            this.sign = sign;
        }
    }

    private static final Map<Character, Character> JSON_ESCAPES =
            Map.of('n', '\n', 'r', '\r', 't', '\t', 'b', '\b', 'f', '\f', '"', '"', '\\', '\\', '/', '/', '\'', '\'');
    private static final Map<String, Character> HTML_ENTITIES =
            Map.of("amp", '&', "lt", '<', "gt", '>', "quot", '"', "apos", '\'', "nbsp", '\u00a0');
    private static final int LONGEST_ENTITY = 8;
    private static final int DEEPEST = 5;

    private final String text;
    /** Where each character begins in the original text; one more than characters, the last its length. */
    private final int[] origins;

    private View(String text, int[] origins) {
        this.text = text;
        this.origins = origins;
    }

    /**
     * The ways in which the text may be read that differ from the text itself: each encoding undone up to five times, for
     * JSON is put into strings of JSON, and after each time each other one likewise.
     */
    static Stream<View> of(String text) {
        int[] origins = new int[text.length() + 1];
        for (int i = 0; i < origins.length; i++) {
            origins[i] = i;
        }
        View whole = new View(text, origins);
        return Stream.of(Encoding.values())
                .flatMap(encoding -> whole.layers(encoding).stream()
                        .flatMap(layer -> Stream.concat(
                                Stream.of(layer),
                                Stream.of(Encoding.values())
                                        .filter(other -> other != encoding)
                                        .flatMap(other -> layer.layers(other).stream()))));
    }

    private List<View> layers(Encoding encoding) {
        List<View> layers = new ArrayList<>();
        View layer = this;
        while (layers.size() < DEEPEST && layer.text.indexOf(encoding.sign) >= 0) {
            layer = layer.decoded(encoding);
            layers.add(layer);
        }
        return layers;
    }

    String text() {
        return text;
    }

    /** Where a place in this view lies in the original text. */
    int origin(int index) {
        return origins[index];
    }

    private View decoded(Encoding encoding) {
        StringBuilder decoded = new StringBuilder(text.length());
        int[] from = new int[text.length() + 1];
        int at = 0;
        while (at < text.length()) {
            long escape = escape(encoding, at);
            int length = escape == 0 ? 1 : (int) (escape >>> 32);
            int before = decoded.length();
            if (escape == 0) {
                decoded.append(text.charAt(at));
            } else {
                decoded.appendCodePoint((int) escape);
            }
            for (int i = before; i < decoded.length(); i++) {
                from[i] = origins[at];
            }
            at += length;
        }
        from[decoded.length()] = origins[text.length()];
        return new View(decoded.toString(), from);
    }

    /** The escape that begins here: its length, and the code point it stands for; 0 if none does. */
    private long escape(Encoding encoding, int at) {
        return switch (encoding) {
            case PERCENT -> percent(at);
            case FORM -> text.charAt(at) == '+' ? found(1, ' ') : percent(at);
            case JSON -> json(at);
            case HTML -> html(at);
            case POINTER -> pointer(at);
        };
    }

    private static long found(int length, int codePoint) {
        return (long) length << 32 | codePoint;
    }

    private long percent(int at) {
        int lead = octet(at);
        if (lead < 0) {
            return 0;
        }
        int more = lead >= 0xf0 && lead < 0xf8 ? 3 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xc0 ? 1 : 0;
        int codePoint = more == 0 ? lead : lead & (0x3f >> more);
        for (int i = 1; i <= more; i++) {
            int next = octet(at + 3 * i);
            if (next < 0 || (next & 0xc0) != 0x80) {
                return found(3, lead);
            }
            codePoint = (codePoint << 6) | (next & 0x3f);
        }
        return Character.isValidCodePoint(codePoint) ? found(3 * (more + 1), codePoint) : found(3, lead);
    }

    private int octet(int at) {
        return at < text.length() && text.charAt(at) == '%' ? hex(at + 1, 2) : -1;
    }

    private long json(int at) {
        if (text.charAt(at) != '\\' || at + 1 >= text.length()) {
            return 0;
        }
        if (text.charAt(at + 1) == 'u') {
            int unit = hex(at + 2, 4);
            return unit < 0 ? 0 : found(6, unit);
        }
        Character plain = JSON_ESCAPES.get(text.charAt(at + 1));
        return plain == null ? 0 : found(2, plain);
    }

    private long html(int at) {
        if (text.charAt(at) != '&') {
            return 0;
        }
        int end = text.indexOf(';', at);
        if (end < 0 || end - at > LONGEST_ENTITY + 1) {
            return 0;
        }
        String entity = text.substring(at + 1, end);
        Character named = HTML_ENTITIES.get(entity);
        if (named != null) {
            return found(end + 1 - at, named);
        }
        try {
            int codePoint = entity.startsWith("#x") || entity.startsWith("#X")
                    ? Integer.parseInt(entity.substring(2), 16)
                    : entity.startsWith("#") ? Integer.parseInt(entity.substring(1)) : -1;
            return codePoint > 0 && Character.isValidCodePoint(codePoint) ? found(end + 1 - at, codePoint) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private long pointer(int at) {
        if (text.charAt(at) != '~' || at + 1 >= text.length()) {
            return 0;
        }
        return switch (text.charAt(at + 1)) {
            case '0' -> found(2, '~');
            case '1' -> found(2, '/');
            default -> 0;
        };
    }

    /** Negative where so many digits do not stand there. */
    private int hex(int at, int digits) {
        if (at + digits > text.length()) {
            return -1;
        }
        int value = 0;
        for (int i = at; i < at + digits; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
