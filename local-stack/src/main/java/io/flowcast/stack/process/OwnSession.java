package io.flowcast.stack.process;

import java.util.ArrayList;
import java.util.List;

/**
 * Starts a command in a session of its own where the machine can (setsid on Linux, perl on macOS), so that
 * a Ctrl-C in the terminal reaches us alone and we can stop the children in order. The process id stays.
 */
final class OwnSession {
    /** Waits for a word on standard input first: without it (we died in between) nothing is started. */
    static final String GATED = "gated";

    private static final String SCRIPT = """
            mode=$1; shift
            if [ "$mode" = gated ]; then read -r go || exit 0; exec </dev/null; fi
            if command -v setsid >/dev/null 2>&1; then exec setsid "$@"; fi
            if command -v perl >/dev/null 2>&1; then exec perl -MPOSIX -e 'POSIX::setsid(); exec @ARGV' "$@"; fi
            exec "$@"
            """;

    private OwnSession() {}

    static List<String> wrap(String mode, String... command) {
        return wrap(mode, List.of(command));
    }

    static List<String> wrap(String mode, List<String> command) {
        List<String> wrapped = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh", mode));
        wrapped.addAll(command);
        return wrapped;
    }
}
