package io.flowcast.gateway.hub;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Bytes for many connections, and the form in which the transport wants them, made once. Of one event loop.
 */
public final class Chunk {
    private final byte[] bytes;
    private final List<Frame> frames;
    private @Nullable Object prepared;

    private Chunk(byte[] bytes, List<Frame> frames) {
        this.bytes = bytes;
        this.frames = frames;
    }

    /** Bytes that are no frames of an execution. */
    public static Chunk of(byte[] bytes) {
        return new Chunk(bytes, List.of());
    }

    static Chunk of(Frame frame) {
        return new Chunk(frame.bytes(), List.of(frame));
    }

    static Chunk join(List<Frame> frames) {
        if (frames.size() == 1) {
            return of(frames.getFirst());
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
        return new Chunk(joined, List.copyOf(frames));
    }

    /** Those of which the bytes are made. */
    List<Frame> frames() {
        return frames;
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
