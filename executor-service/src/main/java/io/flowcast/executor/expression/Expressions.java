package io.flowcast.executor.expression;

import io.flowcast.executor.expression.ExpressionException.Reason;
import io.flowcast.executor.expression.Template.Code;
import io.flowcast.executor.expression.Template.Text;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates templates: plain values whose strings may hold <code>${ … }</code>. A string that is exactly one expression gives
 * the value in its type; in a longer one values are inserted as text; <code>$${</code> stands for a literal
 * <code>${</code>. What is undefined is null.
 *
 * <p>Thread-safe. The caller, usually a virtual thread, blocks until the value is there; the work is done by a few
 * platform threads, so that an expression that runs away holds up no other virtual thread.
 */
public final class Expressions implements AutoCloseable {
    private final Limits limits;
    private final InstantSource clock;
    private final Workers workers;
    private final Templates templates = new Templates();

    public Expressions(ExpressionConfig config, InstantSource clock) {
        this(Limits.of(config), clock);
    }

    Expressions(Limits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
        this.workers = new Workers(limits.threads(), limits.timeout());
    }

    /** With the default limits. */
    public static Expressions withDefaults() {
        return new Expressions(Limits.DEFAULT, InstantSource.system());
    }

    /**
     * The template with its expressions replaced by their values: plain maps, lists, strings, booleans, {@code Long} and
     * {@code Double}, null.
     *
     * @throws ExpressionException if one of them gives no value within its bounds
     */
    public @Nullable Object evaluate(@Nullable Object template, Scope scope) {
        Evaluation evaluation = new Evaluation(limits, clock);
        Filling filling = new Filling(templates::string, scope, evaluation);
        return isLookup(template, scope)
                ? filling.fill(template)
                : workers.run(evaluation, () -> evaluation.run(() -> filling.fill(template)));
    }

    /**
     * Whether a condition holds, by JSONata's idea of truth: an undefined or null value, 0, "", empty or wholly untrue
     * lists and empty objects do not.
     *
     * @param when an expression, with or without <code>${ }</code> around it
     * @throws ExpressionException as {@link #evaluate}
     */
    public boolean holds(String when, Scope scope) {
        Code code = templates.condition(when).alone();
        if (code == null) {
            throw new ExpressionException(Reason.SYNTAX, "the condition " + when + " is not one expression");
        }
        PlainPath path = code.expression().path();
        if (path != null && path.isPlainIn(scope)) {
            return BoundedFunctions.holds(path.in(scope));
        }
        Evaluation evaluation = new Evaluation(limits, clock);
        return Boolean.TRUE.equals(workers.run(
                evaluation,
                () -> evaluation.run(
                        () -> BoundedFunctions.holds(code.expression().evaluate(scope, evaluation)))));
    }

    /** What can be known to be wrong with a template before anything runs, secrets in it included; empty if nothing. */
    public List<SyntaxError> check(@Nullable Object template) {
        List<SyntaxError> errors = new ArrayList<>();
        collect(template, "", false, errors);
        return errors;
    }

    /** As {@link #check}, of a template that may use secrets. */
    public List<SyntaxError> checkWithSecrets(@Nullable Object template) {
        List<SyntaxError> errors = new ArrayList<>();
        collect(template, "", true, errors);
        return errors;
    }

    /** The secrets that a template names. What can't be parsed names none. */
    public Set<String> secrets(@Nullable Object template) {
        Set<String> names = new TreeSet<>();
        name(template, names);
        return names;
    }

    /** As {@link #check}, of the condition of an edge. */
    public List<SyntaxError> checkCondition(String when) {
        Template template = templates.condition(when);
        List<SyntaxError> errors = new ArrayList<>();
        if (template.unclosed() == null && template.alone() == null) {
            errors.add(new SyntaxError("", 0, "a condition is one expression, such as ${ input.total > 100 }"));
        } else {
            collect(template, "", false, errors);
        }
        return errors;
    }

    /** Threads that are out with evaluations that can't be stopped: a metric. */
    public int lostThreads() {
        return workers.lost();
    }

    /** Ends the threads. Evaluations under way fail. */
    @Override
    public void close() {
        workers.close();
    }

    /** Whether filling a template needs nothing but lookups, which the caller's own thread can do. */
    private boolean isLookup(@Nullable Object template, Scope scope) {
        return switch (template) {
            case String text -> templates.string(text).parts().stream().allMatch(part -> isLookup(part, scope));
            case Map<?, ?> map -> map.values().stream().allMatch(value -> isLookup(value, scope));
            case List<?> list -> list.stream().allMatch(value -> isLookup(value, scope));
            case null, default -> true;
        };
    }

    private static boolean isLookup(Template.Part part, Scope scope) {
        return switch (part) {
            case Text text -> true;
            case Code code ->
                code.expression().path() != null && code.expression().path().isPlainIn(scope);
        };
    }

    private void name(@Nullable Object template, Set<String> names) {
        switch (template) {
            case String text -> templates.string(text).parts().forEach(part -> name(part, names));
            case Map<?, ?> map -> map.values().forEach(value -> name(value, names));
            case List<?> list -> list.forEach(value -> name(value, names));
            case null, default -> {}
        }
    }

    private void name(Template.Part part, Set<String> names) {
        if (part instanceof Code code && code.expression().mentionsSecrets()) {
            try {
                workers.run(
                        new Evaluation(limits, clock),
                        () -> names.addAll(code.expression().secrets(limits).names()));
            } catch (ExpressionException e) {
                if (e.reason() != Reason.SYNTAX) {
                    throw e;
                }
            }
        }
    }

    private void collect(@Nullable Object template, String pointer, boolean secrets, List<SyntaxError> errors) {
        switch (template) {
            case String text -> collect(Template.parse(text), pointer, secrets, errors);
            case Map<?, ?> map ->
                map.forEach(
                        (key, value) -> collect(value, pointer + "/" + escaped(String.valueOf(key)), secrets, errors));
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    collect(list.get(i), pointer + "/" + i, secrets, errors);
                }
            }
            case null, default -> {}
        }
    }

    private void collect(Template template, String pointer, boolean secrets, List<SyntaxError> errors) {
        Template.Unclosed unclosed = template.unclosed();
        if (unclosed != null) {
            errors.add(new SyntaxError(
                    pointer, unclosed.offset(), "the expression that begins here lacks " + unclosed.expected()));
        }
        for (Template.Part part : template.parts()) {
            if (part instanceof Code code && code.expression().path() == null) {
                try {
                    workers.run(new Evaluation(limits, clock), () -> {
                        code.expression().parse(limits, secrets);
                        return null;
                    });
                } catch (ExpressionException e) {
                    errors.add(new SyntaxError(pointer, code.offset() + e.position(), String.valueOf(e.getMessage())));
                }
            }
        }
    }

    private static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
