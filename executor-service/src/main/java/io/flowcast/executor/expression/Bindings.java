package io.flowcast.executor.expression;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import java.util.List;

/** Which of JSONata's functions are replaced; the signatures are JSONata's own. */
final class Bindings {

    private record Binding(String name, JFunction function) {}

    private static final List<Binding> ALL = List.of(
            text("pad", "<s-ns?:s>"),
            text("substring", "<s-nn?:s>"),
            text("substringBefore", "<s-s:s>"),
            text("substringAfter", "<s-s:s>"),
            text("uppercase", "<s-:s>"),
            text("lowercase", "<s-:s>"),
            text("join", "<a<s>s?:s>"),
            text("match", "<s-f<s:o>n?:a<o>>"),
            text("contains", "<s-(sf):b>"),
            text("replace", "<s-(sf)(sf)n?:s>"),
            text("split", "<s-(sf)n?:a<s>>"),
            text("encodeUrl", "<s-:s>"),
            other("append", "<xx:a>"),
            other("spread", "<x-:a<o>>"),
            other("round", "<n-n?:n>"),
            other("formatNumber", "<n-so?:s>"),
            other("formatInteger", "<n-s:s>"),
            other("parseInteger", "<s-s:n>"),
            other("fromMillis", "<n-s?s?:s>"),
            other("toMillis", "<s-s?:n>"),
            other("now", "<s?s?:s>"),
            other("millis", "<:n>"),
            other("eval", "<sx?:x>"));

    private Bindings() {}

    static void bind(Jsonata expression) {
        ALL.forEach(binding -> expression.registerFunction(binding.name(), binding.function()));
    }

    private static Binding text(String name, String signature) {
        return new Binding(name, new JFunction(name, signature, TextFunctions.class, null, name));
    }

    private static Binding other(String name, String signature) {
        return new Binding(name, new JFunction(name, signature, BoundedFunctions.class, null, name));
    }
}
