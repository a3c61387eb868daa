package io.flowcast.stack.bench;

import java.io.IOException;

/** Makes events known to whoever watches their story. Used by one thread. */
interface Announcer extends AutoCloseable {

    /** The next event of this story; it may wait for {@link #flush()}. */
    void announce(Story story) throws IOException;

    /** Sends what waits. */
    void flush() throws IOException;

    @Override
    void close();
}
