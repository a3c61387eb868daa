package io.flowcast.stack.bench;

/**
 * Counts durations in buckets no wider than a fiftieth of what they hold, so that millions of them cost nothing. Used by
 * one thread at a time.
 */
final class Latencies {

    /** Below this, a bucket a microsecond; above, so many halved buckets for each doubling. */
    private static final int FINE = 128;

    private static final int HALF = FINE / 2;
    private static final int DOUBLINGS = 32;

    private final long[] counts = new long[FINE + DOUBLINGS * HALF];
    private long total;
    private long highest;

    void add(long nanos) {
        long micros = Math.max(0, nanos / 1_000);
        counts[bucket(micros)]++;
        total++;
        highest = Math.max(highest, micros);
    }

    long count() {
        return total;
    }

    /** In milliseconds; 0 where nothing was counted. */
    double at(double quantile) {
        long rank = (long) Math.ceil(quantile * total);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank && seen > 0) {
                return Math.min(highest, upper(i)) / 1e3;
            }
        }
        return highest / 1e3;
    }

    double max() {
        return highest / 1e3;
    }

    private static int bucket(long micros) {
        if (micros < FINE) {
            return (int) micros;
        }
        int shift = Math.min(DOUBLINGS, Long.SIZE - Long.numberOfLeadingZeros(micros) - 7);
        return (int)
                Math.min(FINE + (long) DOUBLINGS * HALF - 1, FINE + (shift - 1L) * HALF + (micros >>> shift) - HALF);
    }

    private static long upper(int bucket) {
        if (bucket < FINE) {
            return bucket;
        }
        int shift = (bucket - FINE) / HALF + 1;
        long place = (bucket - FINE) % HALF + (long) HALF;
        return ((place + 1) << shift) - 1;
    }
}
