package io.flowcast.executor.definition;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code for} node does with each of its items: its setting {@code do}.
 *
 * @param type the name of a node type
 * @param with its settings, values that may hold expressions, evaluated for each item anew
 * @param retry of one item; null for what the type does by itself
 * @param timeout of one try
 * @param output what is kept of what the type gives, a template
 */
public record ItemTask(
        String type,
        Map<String, Object> with,
        @Nullable Retry retry,
        @Nullable Duration timeout,
        @Nullable Object output) {

    /** The type of the nodes that have one. */
    public static final String FOR = "for";
    /** The setting of such a node that holds it, which is not evaluated with the others. */
    public static final String DO = "do";
    /** The setting of such a node that gives the list. */
    public static final String ITEMS = "items";
    /** Where nothing is said: all of it. */
    public static final Object WHOLE_OUTPUT = "${ output }";

    static final String OUTPUT = "output";
    /** Types that only make sense as nodes of a graph. */
    static final Set<String> NOT_FOR_ITEMS = Set.of(FOR, "switch");

    /** The type whose items each run another workflow. */
    public static final String WORKFLOW = "workflow";

    /** Whether an item is not over with what its try does, but waits for another execution, or a signal. */
    public boolean awaits() {
        return runsWorkflow() || type.equals(AwaitedSignal.TYPE);
    }

    public boolean runsWorkflow() {
        return type.equals(WORKFLOW);
    }

    /** Whether each item of this node runs another workflow. */
    public static boolean runsWorkflows(Node node) {
        return node.type().equals(FOR)
                && node.with().get(DO) instanceof Map<?, ?> task
                && WORKFLOW.equals(task.get("type"));
    }

    /** The task in the settings of a {@code for} node that were checked when they came in. */
    public static ItemTask of(Map<String, Object> with) {
        return DefinitionForm.itemTask(with.get(DO) instanceof Map<?, ?> task ? DefinitionForm.fields(task) : Map.of());
    }
}
