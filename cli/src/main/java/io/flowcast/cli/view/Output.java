package io.flowcast.cli.view;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Where the program writes. Results go to the one stream, in UTF-8 whatever the locale; all else to the other. One thread writes, but
 * for the farewell.
 *
 * @param live whether screens can be redrawn in place
 * @param colours whether they are wanted
 * @param unicode whether more than ASCII can be shown
 */
public record Output(PrintStream results, PrintStream messages, boolean live, boolean colours, boolean unicode) {
    private static final int BUFFER = 1 << 16;

    /**
     * Of this process. The launcher says whether results go to a terminal (flowcast.terminal), since Java knows it of standard input
     * and output together only.
     */
    public static Output ofProcess() {
        String told = System.getProperty("flowcast.terminal", "");
        boolean terminal = told.isEmpty() ? isTerminal() : told.equals("true");
        boolean dumb = "dumb".equals(System.getenv("TERM"));
        String noColour = System.getenv("NO_COLOR");
        boolean unicode = Charset.forName(System.getProperty("native.encoding", "UTF-8"))
                .newEncoder()
                .canEncode(Glyphs.UNICODE.spinner());
        return new Output(
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                terminal && !dumb,
                terminal && !dumb && (noColour == null || noColour.isEmpty()),
                unicode);
    }

    @SuppressWarnings("SystemConsoleNull") // It is null again from JDK 25 on, where there is no terminal.
    private static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        OutputStream file = new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER);
        return new PrintStream(file, false, StandardCharsets.UTF_8);
    }

    /** One line of the result. */
    public void line(String text) {
        results.println(text);
    }

    /** A text of several lines, as it is; on a terminal without what moves its cursor. */
    public void text(String content) {
        results.print(live ? Text.cleanLines(content) : content);
        flush();
    }

    /** A sentence for people, which is not the result. */
    public void say(String text) {
        messages.println("flowcast: " + Text.clean(text));
        messages.flush();
    }

    /** Whether somebody still reads the results. */
    public boolean flush() {
        messages.flush();
        return !results.checkError();
    }

    Glyphs glyphs() {
        return unicode ? Glyphs.UNICODE : Glyphs.ASCII;
    }
}
