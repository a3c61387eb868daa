package io.flowcast.redis;

/** What failures say: the client hides what a person can do something about, such as whose certificate it was, in their causes. */
public final class Reasons {
    private static final int MOST = 10;

    private Reasons() {}

    /** Its message, and that of its first cause. */
    public static String of(Throwable failure) {
        Throwable first = failure;
        for (int i = 0; i < MOST && first.getCause() != null; i++) {
            first = first.getCause();
        }
        String message = String.valueOf(failure.getMessage());
        String cause = String.valueOf(first.getMessage());
        return message.contains(cause) ? message : message + ": " + cause;
    }
}
