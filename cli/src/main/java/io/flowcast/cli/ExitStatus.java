package io.flowcast.cli;

import io.flowcast.events.ExecutionStatus;

/** What scripts go by. A command that Ctrl-C ended has 130, as every program. */
public final class ExitStatus {
    /** The execution completed, or what was asked for was done. */
    public static final int COMPLETED = 0;
    /** The execution failed, or the server refused. */
    public static final int FAILED = 1;
    /** The command line, or a file that it names, makes no sense; nothing was sent. */
    public static final int USAGE = 2;

    public static final int CANCELLED = 3;
    /** No server answered, or none went on answering. What was asked for may have been done. */
    public static final int UNREACHABLE = 4;
    /** Whoever read our output does not any more: 128 + SIGPIPE, as of other programs. */
    public static final int BROKEN_PIPE = 141;

    private ExitStatus() {}

    /** Of a command that followed an execution to its end. */
    public static int of(ExecutionStatus end) {
        return switch (end) {
            case COMPLETED -> COMPLETED;
            case FAILED -> FAILED;
            case CANCELLED -> CANCELLED;
            case PENDING, RUNNING, WAITING, PAUSED -> throw new IllegalArgumentException("not an end: " + end);
        };
    }
}
