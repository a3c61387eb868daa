package io.flowcast.executor.engine;

import io.flowcast.events.Problem;
import io.flowcast.executor.definition.Node;
import io.flowcast.executor.definition.WorkflowSchemas;
import io.flowcast.executor.expression.ExpressionException;
import io.flowcast.executor.expression.Expressions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The evaluator on JSONata. Thread-safe. */
public final class ExpressionEvaluator implements Evaluator {

    private final Expressions expressions;
    private final WorkflowSchemas schemas;
    private final StateCodec codec;

    public ExpressionEvaluator(Expressions expressions, WorkflowSchemas schemas, StateCodec codec) {
        this.expressions = expressions;
        this.schemas = schemas;
        this.codec = codec;
    }

    @Override
    public boolean holds(String when, ExecutionState state, Map<String, @Nullable Object> outputs) throws Failed {
        try {
            return expressions.holds(when, Scopes.of(state, outputs));
        } catch (ExpressionException e) {
            throw failed(e);
        }
    }

    @Override
    public Encoded output(ExecutionState state, Map<String, @Nullable Object> outputs) throws Failed {
        Encoded output = given(state, outputs);
        List<Problem.Fault> faults = schemas.output(state.header().definition(), output.value());
        if (!faults.isEmpty()) {
            throw new Failed(Problem.node(
                            "validation",
                            "Output not valid",
                            "the output does not match the outputSchema of the workflow")
                    .with(faults));
        }
        return output;
    }

    private Encoded given(ExecutionState state, Map<String, @Nullable Object> outputs) throws Failed {
        Object template = state.header().definition().output();
        if (template == null) {
            Map<String, @Nullable Object> ends = new LinkedHashMap<>();
            for (Node node : state.header().graph().ends()) {
                if (outputs.containsKey(node.id())) {
                    ends.put(node.id(), outputs.get(node.id()));
                }
            }
            return codec.encode(ends);
        }
        try {
            return codec.encode(expressions.evaluate(template, Scopes.of(state, outputs)));
        } catch (ExpressionException e) {
            throw failed(e);
        }
    }

    private static Failed failed(ExpressionException e) {
        return new Failed(Problem.node(ExpressionException.PROBLEM_TYPE, "Expression failed", e.getMessage()));
    }
}
