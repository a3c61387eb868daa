package io.flowcast.cli.view;

/** Text that came from elsewhere, made fit for a terminal: it can move no cursor, and its width is known. */
public final class Text {
    /** First and last of the ranges that take two columns: East Asian Wide and Fullwidth, and emoji (UAX #11). */
    private static final int[] WIDE = {
        0x1100, 0x115F, 0x231A, 0x231B, 0x2329, 0x232A, 0x23E9, 0x23EC, 0x2E80, 0x303E, 0x3041, 0x33FF, 0x3400, 0x4DBF,
        0x4E00, 0x9FFF, 0xA000, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3, 0xF900, 0xFAFF, 0xFE30, 0xFE6F, 0xFF01, 0xFF60,
        0xFFE0, 0xFFE6, 0x1F300, 0x1F64F, 0x1F680, 0x1F6FF, 0x1F900, 0x1F9FF, 0x1FA70, 0x1FAFF, 0x20000, 0x3FFFD
    };

    private Text() {}

    /** In one line, without what terminals obey and without what turns the direction of writing. */
    public static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (point == '\n' || point == '\r' || point == '\t') {
                clean.append(' ');
            } else if (Character.isISOControl(point) || turns(point)) {
                clean.append('?');
            } else {
                clean.appendCodePoint(point);
            }
        });
        return clean.toString();
    }

    /** As {@link #clean}, but lines and tabs stay. */
    static String cleanLines(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> point == '\n' || point == '\t' || !(Character.isISOControl(point) || turns(point))
                        ? point
                        : '?')
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** JSON whose meaning is the same, and whose control characters are escaped, those too for which JSON does not ask. */
    public static String cleanJson(String json) {
        if (json.chars().noneMatch(Text::isC1)) {
            return json;
        }
        StringBuilder clean = new StringBuilder(json.length() + 16);
        json.chars().forEach(unit -> {
            if (isC1(unit)) {
                clean.append("\\u%04x".formatted(unit));
            } else {
                clean.append((char) unit);
            }
        });
        return clean.toString();
    }

    /** The columns that it takes on a terminal. */
    public static int width(String text) {
        return text.codePoints().map(Text::width).sum();
    }

    /** Its beginning, in at most so many columns, with an ellipsis where it does not fit. */
    public static String cut(String text, int columns, String ellipsis) {
        if (width(text) <= columns) {
            return text;
        }
        int left = columns - width(ellipsis);
        if (left < 0) {
            return "";
        }
        StringBuilder cut = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            left -= width(point);
            if (left < 0) {
                break;
            }
            cut.appendCodePoint(point);
            at += Character.charCount(point);
        }
        return cut.append(ellipsis).toString();
    }

    private static boolean isC1(int unit) {
        return unit >= 0x7F && unit <= 0x9F;
    }

    private static boolean turns(int point) {
        return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
    }

    private static int width(int point) {
        if (point < 0x300) {
            return 1;
        }
        int type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        for (int range = 0; range < WIDE.length; range += 2) {
            if (point >= WIDE[range] && point <= WIDE[range + 1]) {
                return 2;
            }
        }
        return 1;
    }
}
