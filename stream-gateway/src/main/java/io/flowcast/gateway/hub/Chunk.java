package io.flowcast.gateway.hub;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Bytes for many connections, and the form in which the transport wants them, made once. Of one event loop.
 */
public final class Chunk {
    private final byte[] bytes;
    private @Nullable Object prepared;

    private Chunk(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Chunk of(byte[] bytes) {
        return new Chunk(bytes);
    }

    static Chunk join(List<Frame> frames) {
        if (frames.size() == 1) {
            return new Chunk(frames.getFirst().bytes());
        }
        int length = 0;
        for (Frame frame : frames) {
            length += frame.bytes().length;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (Frame frame : frames) {
            System.arraycopy(frame.bytes(), 0, joined, at, frame.bytes().length);
            at += frame.bytes().length;
        }
        return new Chunk(joined);
    }

    public int length() {
        return bytes.length;
    }

    /** The transport's form: what {@code prepare} made of the bytes at the first call. */
    public <T> T prepared(Class<T> form, Function<byte[], T> prepare) {
        Object present = prepared;
        if (present == null) {
            T made = prepare.apply(bytes);
            prepared = made;
            return made;
        }
        return form.cast(present);
    }
}
