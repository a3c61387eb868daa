package io.flowcast.gateway.command;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a client takes (RFC 9110, 12.5.1). */
final class Accept {

    private Accept() {}

    /**
     * Whether a header of this kind takes a media type: the most specific of its ranges decides, and none says that all is
     * taken. Parameters other than the weight are not looked at.
     *
     * @param header null where there is none
     * @param mediaType without parameters, in lower case
     */
    static boolean takes(@Nullable String header, String mediaType) {
        if (header == null || header.isBlank()) {
            return true;
        }
        int best = 0;
        boolean taken = false;
        for (String range : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            int specific = specific(parts[0].strip(), mediaType);
            if (specific > best) {
                best = specific;
                taken = weighs(parts);
            }
        }
        return taken;
    }

    /** How closely a range names the type; 0 where it does not. */
    private static int specific(String range, String mediaType) {
        if (range.equals(mediaType)) {
            return 3;
        }
        if (range.equals(mediaType.substring(0, mediaType.indexOf('/')) + "/*")) {
            return 2;
        }
        return range.equals("*/*") || range.equals("*") ? 1 : 0;
    }

    /** Whether its weight is not nought. */
    private static boolean weighs(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].strip().matches("q\\s*=\\s*0(\\.0{0,3})?")) {
                return false;
            }
        }
        return true;
    }
}
