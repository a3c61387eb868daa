package io.flowcast.systemtests.telemetry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A span as it is exported by OTLP (opentelemetry/proto/trace/v1/trace.proto): as much of it as says where it belongs.
 *
 * @param service {@code service.name} of the resource
 * @param parentId empty where it has none
 */
record ExportedSpan(String service, String traceId, String spanId, String parentId, String name, int kind) {
    static final int SERVER = 2;
    static final int CLIENT = 3;

    /** A field of a message of Protocol Buffers; varints and fixed numbers are read past. */
    private static final class Field {
        private final byte[] bytes;
        private final long value;

        Field(byte[] bytes, long value) {
            this.bytes = bytes;
            this.value = value;
        }

        String hex() {
            return HexFormat.of().formatHex(bytes);
        }

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Those of an ExportTraceServiceRequest. */
    static List<ExportedSpan> of(byte[] request) {
        List<ExportedSpan> spans = new ArrayList<>();
        for (Field resourceSpans : fields(request, 1)) {
            String service = fields(resourceSpans.bytes, 1).stream()
                    .flatMap(resource -> fields(resource.bytes, 1).stream())
                    .filter(attribute ->
                            fields(attribute.bytes, 1).getFirst().text().equals("service.name"))
                    .map(attribute -> fields(fields(attribute.bytes, 2).getFirst().bytes, 1)
                            .getFirst()
                            .text())
                    .findFirst()
                    .orElse("");
            fields(resourceSpans.bytes, 2).stream()
                    .flatMap(scope -> fields(scope.bytes, 2).stream())
                    .forEach(span -> spans.add(of(service, span.bytes)));
        }
        return spans;
    }

    private static ExportedSpan of(String service, byte[] span) {
        return new ExportedSpan(
                service,
                fields(span, 1).getFirst().hex(),
                fields(span, 2).getFirst().hex(),
                fields(span, 4).stream().map(Field::hex).findFirst().orElse(""),
                fields(span, 5).getFirst().text(),
                fields(span, 6).stream()
                        .mapToInt(field -> (int) field.value)
                        .findFirst()
                        .orElse(0));
    }

    private static List<Field> fields(byte[] message, int number) {
        List<Field> fields = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long tag = varint(in);
            byte[] bytes = {};
            long value = 0;
            switch ((int) (tag & 7)) {
                case 0 -> value = varint(in);
                case 1 -> value = in.getLong();
                case 2 -> {
                    bytes = new byte[(int) varint(in)];
                    in.get(bytes);
                }
                case 5 -> value = in.getInt();
                default -> throw new IllegalArgumentException("no wire type: " + tag);
            }
            if (tag >> 3 == number) {
                fields.add(new Field(bytes, value));
            }
        }
        return fields;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
