package io.flowcast.executor.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Many texts in one array: for the collector one object, and in memory about their length in UTF-8. */
final class PackedTexts {

    private final byte[] packed;

    private PackedTexts(byte[] packed) {
        this.packed = packed;
    }

    static PackedTexts of(Collection<String> texts) {
        List<byte[]> encoded = new ArrayList<>(texts.size());
        int size = 0;
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            encoded.add(bytes);
            size = Math.addExact(size, Integer.BYTES + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.allocate(size);
        for (byte[] bytes : encoded) {
            buffer.putInt(bytes.length).put(bytes);
        }
        return new PackedTexts(buffer.array());
    }

    int size() {
        return packed.length;
    }

    List<String> unpack() {
        List<String> texts = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(packed);
        while (buffer.hasRemaining()) {
            int length = buffer.getInt();
            texts.add(new String(packed, buffer.position(), length, StandardCharsets.UTF_8));
            buffer.position(buffer.position() + length);
        }
        return texts;
    }
}
