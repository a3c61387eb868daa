package io.flowcast.gateway.auth;

import io.flowcast.access.Caller;
import java.util.function.Consumer;

/**
 * What let a caller in, and till when. It may last longer, or less, than it was to at first: a session that is renewed or ended.
 * Thread-safe.
 */
public final class Admission {
    /** Of everybody, for ever: authentication is off. */
    public static final Admission EVERYBODY = new Admission(Caller.EVERYBODY);

    private final Caller caller;
    private final Consumer<Admission> look;
    private volatile long expiresAt;

    /** One that nothing changes. */
    Admission(Caller caller) {
        this(caller, admission -> {});
    }

    /** @param look finds out whether it still holds; called as often as {@link #over} */
    Admission(Caller caller, Consumer<Admission> look) {
        this.caller = caller;
        this.look = look;
        this.expiresAt = caller.expiresAt();
    }

    public Caller caller() {
        return caller;
    }

    /**
     * Whether a stream that began under it has to end. To be asked now and then while it lasts, such as at each keepalive.
     *
     * @param now epoch milliseconds
     */
    public boolean over(long now) {
        if (now >= expiresAt) {
            return true;
        }
        look.accept(this);
        return false;
    }

    long expiresAt() {
        return expiresAt;
    }

    void until(long time) {
        expiresAt = time;
    }

    void end() {
        expiresAt = 0;
    }
}
