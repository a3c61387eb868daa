package io.flowcast.gateway.feed;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one entry of a feed, as Redis numbers those of a stream: by its clock in milliseconds, and within one. Later ones are
 * greater.
 */
record FeedId(long millis, long number) implements Comparable<FeedId> {
    /** Before the first entry of all. */
    static final FeedId NONE = new FeedId(0, 0);

    private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,17})-(0|[1-9][0-9]{0,17})");
    private static final Comparator<FeedId> ORDER =
            Comparator.comparingLong(FeedId::millis).thenComparingLong(FeedId::number);

    static Optional<FeedId> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new FeedId(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    static FeedId of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not an id of a stream's entry: " + text));
    }

    @Override
    public int compareTo(FeedId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return millis + "-" + number;
    }
}
