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

    private final String source;
    private final @Nullable PlainPath path;
    private volatile @Nullable Jsonata parsed;

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
        evaluation.restart();
        try {
            Jsonata jsonata = parsed(evaluation.limits());
            Frame frame = jsonata.createFrame();
            evaluation.watch(frame);
            return jsonata.evaluate(scope.variables(), frame);
        } catch (Throwable e) {
            throw failure(e, evaluation.stopped());
        }
    }

    /** @throws ExpressionException if it can't be parsed */
    void parse(Limits limits) {
        try {
            parsed(limits);
        } catch (Throwable e) {
            throw failure(e, null);
        }
    }

    private Jsonata parsed(Limits limits) {
        Jsonata known = parsed;
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
            throw new Stop(Reason.SYNTAX, "it is not JSONata: " + e.getMessage());
        }
        if (SyntaxTree.prepare(fresh) > limits.depth()) {
            throw new Stop(Reason.SYNTAX, "it nests deeper than " + limits.depth() + " steps");
        }
        fresh.setValidateInput(false);
        fresh.setOutputConvertNulls(false);
        Bindings.bind(fresh);
        parsed = fresh;
        return fresh;
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
            case JException error -> failure(Reason.FAILED, error.getMessage() + place(error));
            case StackOverflowError error -> failure(Reason.DEPTH, "it, or a value in it, nests too deep");
            case OutOfMemoryError error -> failure(Reason.SIZE, "there is not enough memory for it");
            default -> failure(Reason.FAILED, cause.getClass().getSimpleName() + ": " + cause.getMessage());
        };
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
