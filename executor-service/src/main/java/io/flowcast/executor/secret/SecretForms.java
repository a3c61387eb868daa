package io.flowcast.executor.secret;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** As what a value may come back from whom it was sent to, apart from what a {@link View} sees through. */
final class SecretForms {

    /** Fewer characters of base64 or hex would be found anywhere. */
    private static final int LEAST = 4;

    /** Of the Standard Webhooks specification; what follows is the key. */
    private static final String WEBHOOK_PREFIX = "whsec_";

    private SecretForms() {}

    static Stream<String> of(String value) {
        Set<String> forms = new TreeSet<>();
        add(value, forms);
        if (value.startsWith(WEBHOOK_PREFIX) && value.length() > WEBHOOK_PREFIX.length()) {
            add(value.substring(WEBHOOK_PREFIX.length()), forms);
        }
        return forms.stream();
    }

    private static void add(String value, Set<String> forms) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        forms.add(value);
        forms.add(value.toLowerCase(Locale.ROOT));
        forms.add(value.toUpperCase(Locale.ROOT));
        forms.add(Base64.getEncoder().encodeToString(bytes));
        forms.add(Base64.getUrlEncoder().encodeToString(bytes));
        for (int place = 0; place < 3; place++) {
            String inner = base64(bytes, place);
            if (inner.length() >= LEAST) {
                forms.add(inner);
                forms.add(inner.replace('+', '-').replace('/', '_'));
            }
        }
        if (2 * bytes.length >= LEAST) {
            forms.add(HexFormat.of().formatHex(bytes));
            forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
        }
    }

    /** As it stands in the base64 of something longer, at this place in a group of three, without what mixes with others. */
    private static String base64(byte[] bytes, int place) {
        byte[] shifted = new byte[bytes.length + place];
        System.arraycopy(bytes, 0, shifted, place, bytes.length);
        String whole = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int from = place == 0 ? 0 : place + 1;
        int to = whole.length() - (shifted.length % 3 == 0 ? 0 : 1);
        return from < to ? whole.substring(from, to) : "";
    }
}
