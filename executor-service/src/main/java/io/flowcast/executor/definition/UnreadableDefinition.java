package io.flowcast.executor.definition;

/** A stored definition that this executor does not understand: one of a later version may have written it, and runs it. */
public final class UnreadableDefinition extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnreadableDefinition(String workflowId, RuntimeException cause) {
        super(
                "this executor does not understand what is stored of the workflow " + workflowId
                        + "; one of another version may",
                cause);
    }
}
