package io.flowcast.stack.up;

import io.flowcast.stack.process.LogSink;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The terminal: every line whole, each child's behind its name. Thread-safe. */
final class Console implements LogSink {
    private static final String RESET = "\u001b[0m";
    private static final int FIRST_COLOUR = 31;
    private static final int COLOURS = 6;

    private final PrintStream out;
    private final boolean coloured;
    private final AtomicInteger names = new AtomicInteger();
    private final Map<String, String> prefixes = new ConcurrentHashMap<>();

    Console(PrintStream out, boolean coloured) {
        this.out = out;
        this.coloured = coloured;
    }

    @SuppressWarnings("SystemConsoleNull") // Null again where there is no terminal, since JDK 25.
    static Console ofTerminal() {
        java.io.Console terminal = System.console();
        return new Console(System.out, terminal != null && terminal.isTerminal() && System.getenv("NO_COLOR") == null);
    }

    @Override
    public void line(String process, String line) {
        String text = String.format("%-10s | %s", process, line);
        out.println(coloured ? colourOf(process) + text + RESET : text);
    }

    void say(String text) {
        out.println(text);
        out.flush();
    }

    private String colourOf(String process) {
        return prefixes.computeIfAbsent(
                process, name -> "\u001b[" + (FIRST_COLOUR + names.getAndIncrement() % COLOURS) + "m");
    }
}
