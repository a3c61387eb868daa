package io.flowcast.stack.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * One small shell process per JVM that outlives it by a moment: it holds the other end of a pipe, and when
 * the pipe closes, however we died (SIGKILL included), it kills every child still watched and removes every
 * scratch folder. It runs in a session of its own, out of reach of a Ctrl-C in our terminal, and takes its
 * children down even where they are stopped by SIGSTOP.
 *
 * <p>Thread-safe.
 */
public final class Guardian {
    /** Verbs come line by line; the end of input is our death, and then it acts. */
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            pids=' '
            while read -r verb what; do
              case $verb in
                watch) pids="$pids$what " ;;
                release) pids="${pids%%" $what "*} ${pids#*" $what "}" ;;
                scratch) set -- "$@" "$what" ;;
              esac
            done
            for pid in $pids; do kill -9 "$pid" 2>/dev/null; done
            for folder in "$@"; do rm -rf -- "$folder"; done
            """;

    private static final Guardian OF_THIS_JVM = new Guardian();

    private final OutputStream orders;

    private Guardian() {
        try {
            orders = new ProcessBuilder(OwnSession.wrap("exec", "sh", "-c", SCRIPT, "flowcast-guardian"))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a shell to watch over child processes", e);
        }
    }

    static void watch(long pid) {
        OF_THIS_JVM.order("watch " + pid);
    }

    /** To be called when the process has ended, so that its number, used again, hits nobody else. */
    static void release(long pid) {
        OF_THIS_JVM.order("release " + pid);
    }

    /** Has the folder removed when this JVM is gone, at the latest. */
    public static void scratch(Path folder) {
        OF_THIS_JVM.order("scratch " + folder.toAbsolutePath());
    }

    private synchronized void order(String line) {
        try {
            orders.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the guardian of the child processes is gone", e);
        }
    }
}
