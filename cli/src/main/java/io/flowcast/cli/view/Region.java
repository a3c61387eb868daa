package io.flowcast.cli.view;

import java.util.ArrayList;
import java.util.List;

/**
 * The last lines of a terminal, redrawn in place: says what to send to get from what stands there to what is to stand there. Only
 * lines that changed are sent, all in one piece between the marks of a synchronized update, so that nothing flickers. Sequences are
 * those of ECMA-48.
 */
final class Region {
    private static final String BEGIN = "\033[?2026h";
    private static final String END = "\033[?2026l";
    static final String HIDE_CURSOR = "\033[?25l";
    static final String SHOW_CURSOR = "\033[?25h";

    private List<String> shown = List.of();
    private List<Integer> widths = List.of();
    private int columns;

    /** The cursor is below the last line before and after. */
    String draw(List<Line> lines, Size size, boolean colours, String ellipsis) {
        StringBuilder send = new StringBuilder(BEGIN);
        boolean resized = columns != 0 && columns != size.columns();
        columns = size.columns();
        if (resized) {
            send.append(erase());
        }
        List<String> next = new ArrayList<>();
        List<Integer> nextWidths = new ArrayList<>();
        for (Line line : lines) {
            next.add(line.inColumns(columns, colours, ellipsis));
            nextWidths.add(Math.min(line.width(), columns));
        }
        if (next.equals(shown)) {
            return "";
        }
        send.append(up(shown.size()));
        for (int index = 0; index < next.size(); index++) {
            boolean same = index < shown.size() && shown.get(index).equals(next.get(index));
            send.append(same ? "" : next.get(index) + "\033[K").append("\r\n");
        }
        send.append("\033[J").append(END);
        shown = next;
        widths = nextWidths;
        return send.toString();
    }

    /** So that something else can be written where the region began; it is drawn anew below that. */
    String erase() {
        // In a window that became narrower, a line takes several rows.
        int rows = widths.stream()
                .mapToInt(width -> columns == 0 ? 1 : Math.max(1, Math.ceilDiv(width, columns)))
                .sum();
        shown = List.of();
        widths = List.of();
        return up(rows) + "\033[J";
    }

    private static String up(int rows) {
        return rows == 0 ? "" : "\033[" + rows + "F";
    }
}
