package io.flowcast.executor.engine;

import io.flowcast.events.Problem;
import io.flowcast.executor.definition.NodeSettings;
import io.flowcast.executor.expression.ExpressionException;
import io.flowcast.executor.expression.Expressions;
import io.flowcast.executor.expression.Scope;
import io.flowcast.executor.secret.UsedSecrets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Has node types do their work: evaluates and checks the settings, runs them, and makes a failure of whatever goes wrong.
 * Thread-safe; blocks as the node type does.
 */
final class NodeCalls {

    private static final Logger LOG = Logger.getLogger(NodeCalls.class);

    private final NodeSettings settings;
    private final Expressions expressions;

    NodeCalls(NodeSettings settings, Expressions expressions) {
        this.settings = settings;
        this.expressions = expressions;
    }

    /**
     * What is called, and with what.
     *
     * @param where names the node in the log
     * @param with the settings as they were written
     * @param asWritten names of settings whose expressions are left as they are
     * @param secrets given to the expressions where the type takes any. Whoever does the work sends what comes of it, and
     *     all it tells, through their redaction
     */
    record Call(
            String where,
            String type,
            Map<String, Object> with,
            Set<String> asWritten,
            Scope scope,
            UsedSecrets secrets) {}

    /** Does the work, and says what came of it. */
    interface Work<T> {
        T run(Map<String, @Nullable Object> settings) throws Exception;
    }

    /**
     * What came of the work, or of its failure.
     *
     * @throws InterruptedException where the thread was interrupted: what it came to does not matter
     */
    <T> T run(Call call, Work<T> work, Function<Problem, T> failed) throws InterruptedException {
        try {
            Map<String, @Nullable Object> evaluated = settings(call);
            List<Problem.Fault> faults = settings.validate(call.type(), evaluated);
            return faults.isEmpty() ? work.run(evaluated) : failed.apply(told(invalid(call, faults), call));
        } catch (ExpressionException e) {
            return failed.apply(
                    told(Problem.node(ExpressionException.PROBLEM_TYPE, "Expression failed", e.getMessage()), call));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | Error e) {
            // An error, too, is an outcome: the node would run for ever without one.
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException("interrupted");
            }
            LOG.errorf(
                    "%s of type %s failed unexpectedly: %s",
                    call.where(), call.type(), call.secrets().redaction().text(Texts.trace(e)));
            return failed.apply(told(Problem.node("raised", "Node type failed", e.toString()), call));
        }
    }

    /** Such that it can travel in an event: without secrets, and not too long. */
    private static Problem told(Problem problem, Call call) {
        return Texts.bounded(call.secrets().redaction().problem(problem));
    }

    @SuppressWarnings("unchecked") // what a map evaluates to is a map
    private Map<String, @Nullable Object> settings(Call call) {
        if (call.with().isEmpty()) {
            return Map.of();
        }
        Map<String, Object> template = call.with();
        if (!call.asWritten().isEmpty()) {
            template = new LinkedHashMap<>(template);
            template.keySet().removeAll(call.asWritten());
        }
        Scope scope =
                settings.takesSecrets(call.type()) ? call.scope().withSecrets(call.secrets()::give) : call.scope();
        Object evaluated = expressions.evaluate(template, scope);
        if (call.asWritten().isEmpty()) {
            return evaluated == null ? Map.of() : (Map<String, @Nullable Object>) evaluated;
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>(call.with());
        if (evaluated != null) {
            all.putAll((Map<String, @Nullable Object>) evaluated);
        }
        return all;
    }

    private static Problem invalid(Call call, List<Problem.Fault> faults) {
        return Problem.node(
                        "validation",
                        "Invalid settings",
                        "the settings, evaluated, do not match the schema of node type " + call.type())
                .with(faults);
    }
}
