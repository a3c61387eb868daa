package io.flowcast.systemtests.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request of HTTP/1.1, byte for byte.
 *
 * @param operation what it is meant for; null where its path or its method may lead elsewhere
 * @param target as it goes over the wire, a character a byte; so are the headers
 * @param chunk bytes of each chunk of the body; 0 where its length is told instead
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Call(@Nullable Operation operation, String method, String target, List<Header> headers, byte[] body, int chunk) {

    record Header(String name, String value) {}

    private static final int SHOWN = 300;

    byte[] bytes(String host) {
        StringBuilder head = new StringBuilder()
                .append(method)
                .append(' ')
                .append(target)
                .append(" HTTP/1.1\r\nHost: ")
                .append(host)
                .append("\r\n");
        headers.forEach(header ->
                head.append(header.name()).append(": ").append(header.value()).append("\r\n"));
        if (chunk > 0) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (body.length > 0 || !(method.equals("GET") || method.equals("HEAD"))) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(latin(head.append("\r\n").toString()));
        if (chunk == 0) {
            bytes.writeBytes(body);
            return bytes.toByteArray();
        }
        for (int from = 0; from < body.length; from += chunk) {
            int length = Math.min(chunk, body.length - from);
            bytes.writeBytes(latin(Integer.toHexString(length) + "\r\n"));
            bytes.write(body, from, length);
            bytes.writeBytes(latin("\r\n"));
        }
        bytes.writeBytes(latin("0\r\n\r\n"));
        return bytes.toByteArray();
    }

    /** Changes nothing, whatever becomes of it. */
    boolean reads() {
        return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    }

    boolean streams() {
        return operation != null && operation.streams();
    }

    /** For whoever looks into it; what is long is cut. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(method + " " + cut(target));
        for (Header header : headers) {
            boolean credential = header.value().startsWith("Bearer ");
            text.append("\n    ")
                    .append(header.name())
                    .append(": ")
                    .append(credential ? "Bearer …" : cut(header.value()));
        }
        if (body.length > 0) {
            text.append("\n    (")
                    .append(body.length)
                    .append(chunk > 0 ? " bytes, chunked) " : " bytes) ")
                    .append(cut(new String(body, StandardCharsets.UTF_8)));
        }
        return text.toString();
    }

    static String cut(String text) {
        String visible = text.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
        return visible.length() <= SHOWN
                ? visible
                : visible.substring(0, SHOWN) + "… (" + visible.length() + " characters)";
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
