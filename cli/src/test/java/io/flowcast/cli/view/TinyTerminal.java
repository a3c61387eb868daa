package io.flowcast.cli.view;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A terminal without an end, for CR, LF, CPL, EL, ED (ECMA-48) and private modes, which change nothing on it. */
final class TinyTerminal {
    private static final Pattern TOKEN = Pattern.compile("\\033\\[(\\??\\d*)([A-Za-z])|\\r|\\n|[^\\033\\r\\n]+");

    private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    private int row;
    private int column;

    void feed(String sent) {
        Matcher token = TOKEN.matcher(sent);
        while (token.find()) {
            switch (token.group()) {
                case "\r" -> column = 0;
                case "\n" -> down();
                default -> {
                    if (token.group(2) == null) {
                        write(token.group());
                    } else {
                        obey(token.group(1), token.group(2));
                    }
                }
            }
        }
    }

    List<String> lines() {
        return lines.stream().map(StringBuilder::toString).toList();
    }

    private void down() {
        row++;
        if (row == lines.size()) {
            lines.add(new StringBuilder());
        }
    }

    private void write(String text) {
        StringBuilder line = lines.get(row);
        line.replace(column, Math.min(line.length(), column + text.length()), text);
        column += text.length();
    }

    private void obey(String argument, String command) {
        switch (command) {
            case "F" -> {
                row = Math.max(0, row - Integer.parseInt(argument));
                column = 0;
            }
            case "K" -> lines.get(row).setLength(column);
            case "J" -> {
                lines.get(row).setLength(column);
                lines.subList(row + 1, lines.size()).clear();
            }
            case "h", "l" -> {}
            default -> throw new AssertionError("ESC [" + argument + command);
        }
    }
}
