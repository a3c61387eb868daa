package io.flowcast.executor.definition.serverless;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads durations, retry policies and error filters, and writes them in our form. */
final class Terms {
    private static final Map<String, String> UNITS = new LinkedHashMap<>();
    private static final Pattern ISO = Pattern.compile("P[0-9A-Z.]{1,39}");
    private static final String STANDARD_ERRORS = "https://serverlessworkflow.io/spec/1.0.0/errors/";

    static {
        UNITS.put("days", "d");
        UNITS.put("hours", "h");
        UNITS.put("minutes", "m");
        UNITS.put("seconds", "s");
        UNITS.put("milliseconds", "ms");
    }

    private Terms() {}

    /** As {@code 1h30m}, or as the ISO-8601 text that it is; null, with a complaint, where it is none. */
    static @Nullable String duration(Place place) {
        if (place.value() instanceof String text) {
            if (text.contains("${")) {
                place.wrong("a duration can't be an expression here");
                return null;
            }
            if (!ISO.matcher(text).matches()) {
                place.wrong("a duration of ISO 8601 is expected, such as PT15M");
                return null;
            }
            return text;
        }
        if (!place.exists()) {
            place.wrong("a duration is missing");
            return null;
        }
        place.only(UNITS.keySet());
        StringBuilder duration = new StringBuilder();
        UNITS.forEach((unit, sign) -> {
            Place amount = place.at(unit);
            if (amount.value() instanceof Long number && number >= 0) {
                duration.append(number).append(sign);
            } else if (amount.exists()) {
                amount.wrong("a whole number from 0 is expected");
            }
        });
        return duration.isEmpty() ? "0s" : duration.toString();
    }

    /** The duration of a {@code timeout}, which may be named in {@code use.timeouts}. */
    static @Nullable String timeout(Place place, Place use) {
        Place timeout = resolved(place, use.at("timeouts"), "timeout");
        if (!timeout.exists()) {
            return null;
        }
        timeout.only(Set.of("after"));
        return duration(timeout.at("after"));
    }

    /** What a name in the document stands for, or the value itself. */
    static Place resolved(Place place, Place named, String what) {
        if (!(place.value() instanceof String name)) {
            return place;
        }
        Place found = named.at(name);
        if (!found.exists()) {
            place.wrong("there is no " + what + " '" + name + "' in 'use'");
        }
        return found;
    }

    /**
     * A retry policy in our form; null, with complaints, where it has none.
     *
     * @param errors the types of problem to retry; null for ours
     */
    static @Nullable Map<String, Object> retry(Place place, Place use, @Nullable List<String> errors) {
        Place policy = resolved(place, use.at("retries"), "retry policy");
        if (!policy.exists()) {
            return null;
        }
        policy.only(Set.of("delay", "backoff", "limit"));
        policy.at("limit").only(Set.of("attempt"));
        policy.at("limit").at("attempt").only(Set.of("count"));
        Map<String, Object> retry = new LinkedHashMap<>();
        Place count = policy.at("limit").at("attempt").at("count");
        if (count.value() instanceof Long limit) {
            retry.put("limit", limit);
        } else {
            count.wrong("a number is needed: how often to retry at most");
            return null;
        }
        if (policy.has("delay")) {
            String delay = duration(policy.at("delay"));
            if (delay != null) {
                retry.put("delay", delay);
            }
        }
        policy.at("backoff").fields().forEach((kind, settings) -> {
            if (!Set.of("constant", "linear", "exponential").contains(kind)) {
                settings.wrong("one of constant, linear, exponential is expected");
            } else {
                settings.only(Set.of());
                retry.put("backoff", kind);
            }
        });
        if (errors != null) {
            retry.put("errors", errors);
        }
        return retry;
    }

    /** Our types of problem for a filter of errors; null for any, and, with complaints, where there are none. */
    static @Nullable List<String> errors(Place filter) {
        if (!filter.exists()) {
            return null;
        }
        filter.only(Set.of("with"));
        Place with = filter.at("with");
        with.only(Set.of("type", "status"));
        String type = with.at("type").text();
        Long status = with.at("status").value() instanceof Long number ? number : null;
        if (type == null) {
            if (status != null) {
                return ofStatus(with.at("status"), status);
            }
            return null;
        }
        return switch (type.replaceFirst("^" + STANDARD_ERRORS, "")) {
            case "communication" ->
                status == null ? List.of("communication", "server", "client") : ofStatus(with.at("status"), status);
            case "timeout" -> List.of("timeout");
            case "expression" -> List.of("expression");
            case "validation" -> List.of("validation");
            case "authentication", "authorization" -> List.of("client");
            default -> {
                with.at("type")
                        .wrong("only the standard types of error can be told apart: communication, timeout,"
                                + " authentication, authorization, validation, expression");
                yield null;
            }
        };
    }

    private static @Nullable List<String> ofStatus(Place place, long status) {
        if (status >= 500 && status < 600) {
            return List.of("server");
        }
        if (status >= 400 && status < 500) {
            return List.of("client");
        }
        place.wrong("a status from 400 to 599 is expected");
        return null;
    }
}
