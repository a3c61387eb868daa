package io.flowcast.cli.http;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Where a Flowcast is, a base path included.
 *
 * @param base without a slash at its end
 */
public record Address(String base) {

    /**
     * The address that the text spells.
     *
     * @throws IllegalArgumentException with a sentence for whoever typed it
     */
    public static Address parse(String text) {
        URI uri;
        try {
            uri = URI.create(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a URL: " + e.getMessage(), e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if ((!scheme.equals("http") && !scheme.equals("https")) || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not an address of Flowcast: it begins with http:// or https:// and a host");
        }
        if (uri.getUserInfo() != null) {
            throw new IllegalArgumentException("the URL holds credentials: use FLOWCAST_TOKEN or --token-file instead");
        }
        if (uri.getQuery() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("\"" + text + "\" is not an address of Flowcast: it ends with its path");
        }
        return new Address(uri.toString().replaceFirst("/+$", ""));
    }

    /** The address of something below the base. */
    public URI at(String path) {
        return URI.create(base + path);
    }

    /** Text as one segment of a path, or as a value of a query. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return base;
    }
}
