package io.flowcast.redis;

/** What failures say: the client hides what a person can do something about, such as whose certificate it was, in their causes. */
public final class Reasons {
    private static final int MOST = 10;

    private Reasons() {}

    /** Its message, and that of the nearest cause that says something else. */
    public static String of(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        Throwable cause = failure.getCause();
        for (int i = 0; i < MOST && cause != null; i++) {
            String said = cause.getMessage();
            if (said != null && !message.contains(said)) {
                return message + ": " + said;
            }
            cause = cause.getCause();
        }
        return message;
    }
}
