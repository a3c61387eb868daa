package io.flowcast.conformance.rule;

import java.io.IOException;

/**
 * Something that has to hold.
 *
 * @param name what it is called on the command line
 * @param section where it is written
 * @param meaning what has to hold, in a sentence
 */
public record Rule(String name, String section, String meaning, Check check) {

    /** Asks the server. Thrown I/O errors, what is no HTTP among them, mean that the rule is broken. */
    @FunctionalInterface
    public interface Check {
        Verdict of(Server server) throws IOException, InterruptedException;
    }

    public Verdict verdict(Server server) throws InterruptedException {
        try {
            return check.of(server);
        } catch (IOException e) {
            return Verdict.broken(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }
}
