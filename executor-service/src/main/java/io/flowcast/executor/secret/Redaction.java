package io.flowcast.executor.secret;

import io.flowcast.events.Problem;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts {@code ***} in the place of secrets, in whichever of the usual forms they come back: as they are, in base64 (also in
 * the middle of something longer, as in Basic authentication) or hexadecimal, and these percent-encoded or escaped for JSON
 * or HTML, also one within the other (see {@link View}). A part of a secret passes, and so does its hash. Immutable.
 */
public final class Redaction {

    public static final Redaction NONE = new Redaction(List.of());

    static final String MASK = "***";

    private final List<String> forms;

    private Redaction(List<String> forms) {
        this.forms = forms;
    }

    /** Of these values, empty ones left out. */
    public static Redaction of(Collection<String> values) {
        if (values.isEmpty()) {
            return NONE;
        }
        List<String> forms = values.stream()
                .filter(value -> !value.isEmpty())
                .flatMap(SecretForms::of)
                .distinct()
                .toList();
        return forms.isEmpty() ? NONE : new Redaction(forms);
    }

    public boolean isEmpty() {
        return forms.isEmpty();
    }

    public String text(String text) {
        if (forms.isEmpty()) {
            return text;
        }
        BitSet hidden = new BitSet();
        for (String form : forms) {
            for (int at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
                hidden.set(at, at + form.length());
            }
        }
        View.of(text).forEach(view -> hide(view, hidden));
        return hidden.isEmpty() ? text : masked(text, hidden);
    }

    private void hide(View view, BitSet hidden) {
        for (String form : forms) {
            for (int at = view.text().indexOf(form); at >= 0; at = view.text().indexOf(form, at + 1)) {
                hidden.set(view.origin(at), view.origin(at + form.length()));
            }
        }
    }

    private static String masked(String text, BitSet hidden) {
        StringBuilder masked = new StringBuilder();
        int at = 0;
        for (int from = hidden.nextSetBit(0); from >= 0; from = hidden.nextSetBit(at)) {
            masked.append(text, at, from).append(MASK);
            at = hidden.nextClearBit(from);
        }
        return masked.append(text, at, text.length()).toString();
    }

    /** As {@link #text}; null stays null. */
    public @Nullable String optionalText(@Nullable String text) {
        return text == null ? null : text(text);
    }

    /** A plain value, all the way down, names too. A number that is a secret becomes text. The value itself is not changed. */
    public @Nullable Object value(@Nullable Object value) {
        if (forms.isEmpty()) {
            return value;
        }
        return switch (value) {
            case null -> null;
            case String text -> text(text);
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> redacted = LinkedHashMap.newLinkedHashMap(map.size());
                map.forEach((name, member) -> redacted.put(text(String.valueOf(name)), value(member)));
                yield redacted;
            }
            case Collection<?> list -> {
                List<@Nullable Object> redacted = new ArrayList<>(list.size());
                list.forEach(member -> redacted.add(value(member)));
                yield redacted;
            }
            case Number number -> forms.contains(number.toString()) ? MASK : number;
            case Object other -> other;
        };
    }

    /** What is wrong, without the values; what the engine itself puts in later (the instance) is left alone. */
    public Problem problem(Problem problem) {
        if (forms.isEmpty()) {
            return problem;
        }
        List<Problem.Fault> errors = problem.errors();
        return new Problem(
                text(problem.type()),
                text(problem.title()),
                problem.status(),
                optionalText(problem.detail()),
                optionalText(problem.instance()),
                errors == null
                        ? null
                        : errors.stream()
                                .map(fault -> new Problem.Fault(
                                        optionalText(fault.pointer()),
                                        fault.line(),
                                        fault.column(),
                                        text(fault.detail())))
                                .toList());
    }

    @Override
    public String toString() {
        return "redaction of " + forms.size() + " forms";
    }
}
