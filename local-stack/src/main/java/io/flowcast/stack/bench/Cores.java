package io.flowcast.stack.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Who runs on which core: what is measured has the first for itself, Redis and the driver share the second. Where the
 * machine has no {@code taskset} or one core only, everybody runs where the system puts them.
 */
final class Cores {

    private static final String MEASURED = "0";
    private static final String OTHERS = "1";

    private final boolean pinned;

    private Cores(boolean pinned) {
        this.pinned = pinned;
    }

    /** Takes this very process off the first core, and with it every child that is not put there. */
    static Cores settle() {
        return new Cores(Runtime.getRuntime().availableProcessors() > 1
                && run(
                        "taskset",
                        "-a",
                        "-p",
                        "-c",
                        OTHERS,
                        Long.toString(ProcessHandle.current().pid())));
    }

    static Cores any() {
        return new Cores(false);
    }

    boolean pinned() {
        return pinned;
    }

    /** What to put before a command that is to have the first core. */
    List<String> measured() {
        return pinned ? List.of("taskset", "-c", MEASURED) : List.of();
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
