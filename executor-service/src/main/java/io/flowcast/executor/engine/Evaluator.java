package io.flowcast.executor.engine;

import io.flowcast.events.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Works out the expressions that decide how an execution goes on. Bounded in time; knows nothing but its arguments. */
public interface Evaluator {

    /**
     * Whether the condition of an edge holds.
     *
     * @param outputs of the nodes that completed, by id
     */
    boolean holds(String when, ExecutionState state, Map<String, @Nullable Object> outputs) throws Failed;

    /** What the execution gives: what its definition says, or else what its end nodes gave, by id. It matches the definition's output schema. */
    Encoded output(ExecutionState state, Map<String, @Nullable Object> outputs) throws Failed;

    /** An expression has no value. */
    final class Failed extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Problem problem;

        public Failed(Problem problem) {
            super(problem.detail());
            this.problem = problem;
        }

        public Problem problem() {
            return problem;
        }
    }
}
