package io.flowcast.stack.process;

/**
 * Takes the lines that a child process writes, standard output and error alike. Called on one thread per
 * process, so an implementation shared by several must bear concurrent calls.
 */
@FunctionalInterface
public interface LogSink {
    /** Drops every line; {@link ChildProcess#log()} has the last ones anyway. */
    LogSink NONE = (process, line) -> {};

    void line(String process, String line);
}
