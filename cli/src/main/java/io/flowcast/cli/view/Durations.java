package io.flowcast.cli.view;

/** Spans of time as people read them: in three digits or so. */
public final class Durations {

    private Durations() {}

    public static String inWords(long millis) {
        long seconds = millis / 1_000;
        if (millis < 1_000) {
            return Math.max(0, millis) + "ms";
        }
        if (seconds < 60) {
            return seconds + "." + millis % 1_000 / 100 + "s";
        }
        if (seconds < 3_600) {
            return "%dm%02ds".formatted(seconds / 60, seconds % 60);
        }
        if (seconds < 86_400) {
            return "%dh%02dm".formatted(seconds / 3_600, seconds / 60 % 60);
        }
        return "%dd%02dh".formatted(seconds / 86_400, seconds / 3_600 % 24);
    }
}
