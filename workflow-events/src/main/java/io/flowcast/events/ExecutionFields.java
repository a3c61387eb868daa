package io.flowcast.events;

/**
 * The fields of an execution's hash ({@code flow:{p}:exec:<id>}). Times are epoch milliseconds in decimal, durations
 * whole milliseconds; {@code input}, {@code output}, {@code error}, {@code definition} and the values of the three
 * prefixes are JSON. A field that does not apply (yet) is absent.
 */
public final class ExecutionFields {

    public static final String WORKFLOW_ID = "workflowId";
    public static final String WORKFLOW_NAME = "workflowName";
    /** Version of the definition that this execution runs to its end. */
    public static final String VERSION = "version";
    /** {@link ExecutionStatus#wire()}. */
    public static final String STATUS = "status";
    /** Who may read it. */
    public static final String OWNER = "owner";

    public static final String START_TIME = "startTime";
    public static final String END_TIME = "endTime";
    public static final String EXECUTION_TIME = "executionTime";
    public static final String INPUT = "input";
    public static final String OUTPUT = "output";
    /** {@link Problem}. */
    public static final String ERROR = "error";
    /** The definition in its canonical JSON form, as of {@link #VERSION}. */
    public static final String DEFINITION = "definition";
    /** {@link EventId} of the last entry of the log. */
    public static final String LAST_ID = "lastId";

    public static final String FENCE = "fence";
    /** The process that holds the lease; absent or empty where nobody does. */
    public static final String EXECUTOR = "executor";
    /** 32 hexadecimal digits (W3C Trace Context). */
    public static final String TRACE_ID = "traceId";
    /** The fence under which its executor, about to stop, let go of it: the takeover that follows is nobody's death. */
    public static final String LET_GO = "letGo";
    /** How often it was taken over from an executor that died since a node last ended. */
    public static final String TAKEOVERS = "takeovers";
    /** Number of the last intent. */
    public static final String INTENT_SEQ = "intentSeq";
    /** The owner has acted on every intent up to this number, so that nobody need look for them. */
    public static final String INTENT_DONE = "intentDone";

    /** Prefix of one field a node: {@link NodeState}. */
    public static final String NODE = "node:";
    /** Prefix of one field a completed node: its output. */
    public static final String NODE_OUTPUT = "output:";
    /** Prefix of one field an intent that the owner has not acted on yet. */
    public static final String INTENT = "intent:";

    private ExecutionFields() {}
}
