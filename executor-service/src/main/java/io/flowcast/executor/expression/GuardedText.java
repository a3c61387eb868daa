package io.flowcast.executor.expression;

/**
 * A text that a regular expression can be kept from reading for ever: java.util.regex backtracks for ages on some
 * patterns, but asks the text for every character, and the text may say no. Used by one thread.
 */
public final class GuardedText implements CharSequence {
    private static final int UNGUARDED = 4096;

    private final String text;
    private final Runnable guard;
    private int reads;

    /** @param guard asked now and then; throws where it is enough */
    public GuardedText(String text, Runnable guard) {
        this.text = text;
        this.guard = guard;
    }

    @Override
    public char charAt(int index) {
        if (++reads % UNGUARDED == 0) {
            guard.run();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
