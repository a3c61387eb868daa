package io.flowcast.conformance.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The head of an answer.
 *
 * @param version such as {@code HTTP/1.1}
 */
public record Head(String version, int status, List<Header> headers) {

    /** Its name as it came. */
    public record Header(String name, String value) {}

    public Head {
        headers = List.copyOf(headers);
    }

    static Head parse(String text) throws WireException {
        String[] lines = text.split("\r\n", -1);
        if (!lines[0].matches("HTTP/1\\.[01] [1-5][0-9]{2}( .*)?")) {
            throw new WireException("the status line is \"" + lines[0] + "\" (RFC 9112, 4)");
        }
        List<Header> headers = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            if (!lines[i].matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+:.*")) {
                throw new WireException("the header line is \"" + lines[i] + "\" (RFC 9112, 5)");
            }
            int colon = lines[i].indexOf(':');
            headers.add(new Header(
                    lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
        }
        return new Head(lines[0].substring(0, 8), Integer.parseInt(lines[0].substring(9, 12)), headers);
    }

    /** All of this name, joined as RFC 9110 5.3 allows. */
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .reduce((one, other) -> one + ", " + other);
    }

    /** Whether a header that is a list holds this word, whatever its case. */
    public boolean lists(String name, String word) {
        for (String item : header(name).orElse("").toLowerCase(Locale.ROOT).split(",", -1)) {
            if (item.strip().equals(word)) {
                return true;
            }
        }
        return false;
    }

    /** The media type without its parameters. */
    public String mediaType() {
        return header("Content-Type").orElse("").replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
    }
}
