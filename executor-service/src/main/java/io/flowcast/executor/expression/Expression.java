package io.flowcast.executor.expression;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.Frame;
import io.flowcast.executor.expression.Evaluation.Stop;
import io.flowcast.executor.expression.ExpressionException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * One expression, parsed when first used and then shared by all threads. All but {@link #path()} is for the threads that
 * evaluate: they have the stack.
 */
final class Expression {
    private static final int SHOWN = 120;
    /** JSONata puts the values at fault into its messages, whatever their size. */
    private static final int SHOWN_WHY = 300;

    private static final String RESERVED = "__evaluate";
    private static final String SECRETS_REFUSED =
            "secrets can't be used here: only in the settings ('with') of nodes whose type takes them, such as http";

    private final String source;
    private final @Nullable PlainPath path;
    private volatile @Nullable Parsed parsed;

    private record Parsed(Jsonata jsonata, SecretReferences secrets) {}

    Expression(String source) {
        this.source = source;
        this.path = PlainPath.of(source);
    }

    @Nullable
    PlainPath path() {
        return path;
    }

    /** JSONata's own value, with its own types. */
    @Nullable
    Object evaluate(Scope scope, Evaluation evaluation) {
        evaluation.restart(this);
        try {
            Parsed known = parsed(evaluation.limits());
            Frame frame = known.jsonata().createFrame();
            bind(known.secrets(), scope, frame);
            evaluation.watch(frame);
            return known.jsonata().evaluate(scope.variables(), frame);
        } catch (Throwable e) {
            throw failure(e, evaluation.stopped());
        }
    }

    private static void bind(SecretReferences references, Scope scope, Frame frame) {
        if (references.isEmpty()) {
            return;
        }
        if (references.misuse() != null) {
            throw new Stop(Reason.SYNTAX, references.misuse(), references.position());
        }
        if (scope.secrets() == null) {
            throw new Stop(Reason.SYNTAX, SECRETS_REFUSED, references.position());
        }
        for (String name : references.names()) {
            String value = scope.secrets().apply(name);
            if (value == null) {
                throw new Stop(
                        Reason.FAILED,
                        "there is no secret " + name + ": the executor has neither a variable FLOWCAST_SECRET_" + name
                                + " nor a file " + name + " in flowcast.secrets.dir that it can use");
            }
            frame.bind(SecretReferences.variable(name), value);
        }
    }

    /** Whether it may be worth asking for {@link #secrets}. */
    boolean mentionsSecrets() {
        return source.contains("secrets");
    }

    /** @throws ExpressionException if it can't be parsed */
    SecretReferences secrets(Limits limits) {
        try {
            return parsed(limits).secrets();
        } catch (Throwable e) {
            throw failure(e, null);
        }
    }

    /**
     * @param secretsAllowed whether it may name secrets
     * @throws ExpressionException if it can't be parsed, or has secrets where it may not
     */
    void parse(Limits limits, boolean secretsAllowed) {
        try {
            SecretReferences references = parsed(limits).secrets();
            String misuse = references.isEmpty() || secretsAllowed ? references.misuse() : SECRETS_REFUSED;
            if (misuse != null) {
                throw new Stop(Reason.SYNTAX, misuse, references.position());
            }
        } catch (Throwable e) {
            throw failure(e, null);
        }
    }

    private Parsed parsed(Limits limits) {
        Parsed known = parsed;
        if (known != null) {
            return known;
        }
        if (source.isBlank()) {
            throw new Stop(Reason.SYNTAX, "it is empty");
        }
        if (source.length() > limits.length()) {
            throw new Stop(Reason.SYNTAX, "it is longer than " + limits.length() + " characters");
        }
        if (source.contains(RESERVED)) {
            // JSONata keeps the callbacks of the bounds under such names, where an expression could replace them.
            throw new Stop(Reason.SYNTAX, "names with " + RESERVED + " are reserved");
        }
        Jsonata fresh;
        try {
            fresh = Jsonata.jsonata(source);
        } catch (JException e) {
            throw new Stop(Reason.SYNTAX, e.getMessage() + place(e), Math.max(0, e.getLocation() - 1));
        } catch (RuntimeException e) {
            throw new Stop(Reason.SYNTAX, "it is not JSONata");
        }
        SyntaxTree.Prepared prepared = SyntaxTree.prepare(fresh);
        if (prepared.depth() > limits.depth()) {
            throw new Stop(Reason.SYNTAX, "it nests deeper than " + limits.depth() + " steps");
        }
        fresh.setValidateInput(false);
        fresh.setOutputConvertNulls(false);
        Bindings.bind(fresh);
        Parsed ready = new Parsed(fresh, prepared.secrets());
        parsed = ready;
        return ready;
    }

    ExpressionException failure(Throwable thrown, @Nullable Stop stopped) {
        if (stopped != null) {
            return failure(stopped.reason, stopped.why, stopped.position);
        }
        Throwable cause = thrown;
        while (cause.getCause() != null && !(cause instanceof JException)) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case ExpressionException known -> known;
            case Stop stop -> failure(stop.reason, stop.why, stop.position);
            case JException error -> failure(Reason.FAILED, why(error) + place(error));
            case StackOverflowError error -> failure(Reason.DEPTH, "it, or a value in it, nests too deep");
            case OutOfMemoryError error -> failure(Reason.SIZE, "there is not enough memory for it");
            // The library's own faults, whose words would tell nobody anything.
            case ClassCastException _, NullPointerException _, IndexOutOfBoundsException _ ->
                failure(
                        Reason.FAILED,
                        "the evaluator does not know what to make of a part of it; given a name by $name := and then"
                                + " used under that, it may");
            default ->
                failure(
                        Reason.FAILED,
                        cause.getClass().getSimpleName() + (usesSecrets() ? "" : ": " + cause.getMessage()));
        };
    }

    /** JSONata puts values into its messages, and some may be made of secrets in a way that nobody recognises. */
    private String why(JException error) {
        return usesSecrets()
                ? "error " + error.getError() + " of JSONata, without the values, since it uses secrets"
                : String.valueOf(error.getMessage());
    }

    private boolean usesSecrets() {
        Parsed known = parsed;
        return known != null && !known.secrets().isEmpty();
    }

    ExpressionException failure(Reason reason, String why) {
        return failure(reason, why, 0);
    }

    private ExpressionException failure(Reason reason, String why, int position) {
        String verb = reason == Reason.SYNTAX ? " can't be used: " : " failed: ";
        return new ExpressionException(reason, "the expression " + shown() + verb + clipped(why, SHOWN_WHY), position);
    }

    private static String place(JException error) {
        return error.getLocation() > 0 ? " (at character " + error.getLocation() + ")" : "";
    }

    private String shown() {
        String line = source.strip().replaceAll("\\s+", " ");
        return "${ " + clipped(line, SHOWN) + " }";
    }

    private static String clipped(String text, int length) {
        return text.length() > length ? text.substring(0, length) + "…" : text;
    }
}
