package io.flowcast.executor.expression;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Utils;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSONata's functions on numbers, times and lists that in one step could take too long, or run code, with bounds. {@link
 * TextFunctions} has those on texts. All others give nothing larger than they get, and no value larger than the limit
 * reaches them.
 *
 * <p>Public with public methods, for JSONata calls them by reflection. Undefined is null here.
 */
public final class BoundedFunctions {
    private static final int LONGEST_PICTURE = 256;
    private static final int LONGEST_TIME = 64;
    private static final Pattern WIDE = Pattern.compile("[0-9]{5}");
    private static final int MAX_DECIMALS = 400;

    private BoundedFunctions() {}

    /** Checks, for {@code $reduce} calls it again and again without a step between. */
    public static @Nullable Object append(@Nullable Object first, @Nullable Object second) {
        Evaluation.current().check();
        return Functions.append(first, second);
    }

    /** JSONata's own takes the square of the time. */
    public static @Nullable Object spread(@Nullable Object value) {
        if (!(value instanceof List<?>) && !(value instanceof Map<?, ?>)) {
            return value;
        }
        List<Object> spread = Utils.createSequence();
        for (Object item : value instanceof List<?> list ? list : List.of(value)) {
            if (item instanceof Map<?, ?> map) {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    Map<@Nullable Object, @Nullable Object> single = new LinkedHashMap<>();
                    single.put(entry.getKey(), entry.getValue());
                    spread.add(single);
                }
            } else {
                spread.add(item);
            }
        }
        return spread;
    }

    public static @Nullable Number round(@Nullable Number value, @Nullable Number decimals) {
        if (decimals != null && Math.abs(decimals.doubleValue()) > MAX_DECIMALS) {
            throw new JException("D3137", -1, "a number can't be rounded to " + decimals + " decimals");
        }
        return Functions.round(value, decimals);
    }

    public static @Nullable String formatNumber(
            @Nullable Number value, @Nullable String picture, @Nullable Map<String, Object> options) {
        return Functions.formatNumber(value, bounded(picture), options);
    }

    public static @Nullable String formatInteger(@Nullable Number value, @Nullable String picture) {
        return Functions.formatInteger(value, bounded(picture));
    }

    public static @Nullable Number parseInteger(@Nullable String text, @Nullable String picture) throws ParseException {
        return Functions.parseInteger(text, bounded(picture));
    }

    public static @Nullable String fromMillis(
            @Nullable Number millis, @Nullable String picture, @Nullable String timezone) {
        return Functions.dateTimeFromMillis(millis, bounded(picture), timezone);
    }

    public static @Nullable Number toMillis(@Nullable String text, @Nullable String picture) throws ParseException {
        if (text != null && text.length() > LONGEST_TIME) {
            throw new JException("D3137", -1, "a time may have " + LONGEST_TIME + " characters");
        }
        return Functions.dateTimeToMillis(text, bounded(picture));
    }

    /** JSONata's own keeps the time of the first expression of its thread. */
    public static @Nullable String now(@Nullable String picture, @Nullable String timezone) {
        return fromMillis(millis(), picture, timezone);
    }

    public static Number millis() {
        return Evaluation.current().startedAt();
    }

    /** Not there: an input must not become code, and the bounds need to see a whole expression beforehand. */
    @SuppressWarnings("DoNotCallSuggester")
    public static @Nullable Object eval(@Nullable String expression, @Nullable Object focus) {
        throw new JException("D3137", -1, "$eval is not available here");
    }

    private static @Nullable String bounded(@Nullable String picture) {
        if (picture != null
                && (picture.length() > LONGEST_PICTURE || WIDE.matcher(picture).find())) {
            throw new JException(
                    "D3137", -1, "a picture may have " + LONGEST_PICTURE + " characters, and no number of five digits");
        }
        return picture;
    }

    static boolean holds(@Nullable Object value) {
        return !Jsonata.NULL_VALUE.equals(value) && Boolean.TRUE.equals(Functions.toBoolean(value));
    }
}
