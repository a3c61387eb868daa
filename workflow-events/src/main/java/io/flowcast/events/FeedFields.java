package io.flowcast.events;

/**
 * The fields of an entry of the feed ({@code flow:{p}:feed}), which Redis numbers by its clock. One that does not apply is
 * empty. About the last 10,000 are kept.
 */
public final class FeedFields {

    public static final String EXECUTION_ID = "id";
    public static final String WORKFLOW_ID = "workflowId";
    public static final String WORKFLOW_NAME = "workflowName";
    public static final String VERSION = "version";
    /** {@link ExecutionStatus#wire()}, from here on. */
    public static final String STATUS = "status";
    /** The status before; empty where the execution is new, or was written back after a failover. */
    public static final String PREVIOUS = "previous";
    /** {@link EventId} of the last event with this change. */
    public static final String LAST_ID = "lastId";
    /** Epoch milliseconds, as the next. */
    public static final String START_TIME = "startTime";

    public static final String END_TIME = "endTime";
    /** Who may read it. */
    public static final String OWNER = "owner";

    private FeedFields() {}
}
