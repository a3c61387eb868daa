package io.flowcast.stack.bench;

import java.util.Locale;

/**
 * What so many steps took.
 *
 * @param steps nodes that completed
 */
record Rate(double steps, Usage from, Usage to) {

    /** Commands that only clients send; what scripts call is another. */
    private static final String[] REQUESTS = {"evalsha", "evalsha_ro", "eval", "hget", "get", "mget"};

    double perSecond() {
        return steps / from.seconds(to);
    }

    double processMicros() {
        return to.process().minus(from.process()).toNanos() / 1e3 / steps;
    }

    double redisMicros() {
        return to.redis().minus(from.redis()).toNanos() / 1e3 / steps;
    }

    double commands() {
        return (to.commands() - from.commands()) / steps;
    }

    double requests() {
        long requests = 0;
        for (String command : REQUESTS) {
            requests += to.calls(command) - from.calls(command);
        }
        return requests / steps;
    }

    String row(String what) {
        return String.format(
                Locale.ROOT,
                "%-44s %9.0f %10.1f %10.1f %10.1f %10.2f",
                what,
                perSecond(),
                processMicros(),
                redisMicros(),
                commands(),
                requests());
    }

    static String head() {
        return String.format(
                Locale.ROOT,
                "%-44s %9s %10s %10s %10s %10s",
                "",
                "steps/s",
                "CPU us",
                "Redis us",
                "commands",
                "requests");
    }
}
