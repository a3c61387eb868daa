package io.flowcast.cli.view;

import java.util.ArrayList;
import java.util.List;

/** One line of a screen, put together from left to right. */
final class Line {
    private record Part(Style style, String text) {}

    private final List<Part> parts = new ArrayList<>();
    private int width;

    Line add(Style style, String text) {
        if (!text.isEmpty()) {
            parts.add(new Part(style, text));
            width += Text.width(text);
        }
        return this;
    }

    Line add(String text) {
        return add(Style.PLAIN, text);
    }

    /** Blanks up to this column, at least one. */
    Line to(int column) {
        return add(" ".repeat(Math.max(1, column - width)));
    }

    int width() {
        return width;
    }

    /** In at most so many columns. */
    String inColumns(int columns, boolean colours, String ellipsis) {
        StringBuilder text = new StringBuilder();
        int left = columns;
        boolean cut = width > columns;
        for (Part part : parts) {
            int wide = Text.width(part.text());
            boolean last = cut && wide > left - Text.width(ellipsis);
            String shown = last ? Text.cut(part.text() + " ".repeat(wide + 1), left, ellipsis) : part.text();
            text.append(colours ? part.style().on(shown) : shown);
            left -= wide;
            if (last) {
                break;
            }
        }
        return text.toString();
    }
}
