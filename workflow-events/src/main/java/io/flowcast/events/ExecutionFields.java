package io.flowcast.events;

/**
 * The fields of an execution's hash ({@code flow:{p}:exec:<id>}). Times are epoch milliseconds in decimal, durations
 * whole milliseconds; {@code input}, {@code output}, {@code error}, {@code definition} and the values of the
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
    /** 16 hexadecimal digits: the span of whoever asked for it; absent where nobody named one. */
    public static final String PARENT_SPAN_ID = "parentSpanId";
    /** Two hexadecimal digits (W3C Trace Context); absent where it is recorded, as it is unless somebody says no. */
    public static final String TRACE_FLAGS = "traceFlags";
    /** What is handed on as {@code tracestate} (W3C Trace Context); absent where there is nothing. */
    public static final String TRACE_STATE = "traceState";
    /** The fence under which its executor, about to stop, let go of it: the takeover that follows is nobody's death. */
    public static final String LET_GO = "letGo";
    /** How often it was taken over from an executor that died since a node last ended. */
    public static final String TAKEOVERS = "takeovers";
    /** The numbers of the intents that stand, in order, separated by spaces. A number is never used twice. */
    public static final String INTENTS = "intents";
    /** Digests of the last 16 pauses and resumes that came with an Idempotency-Key, 16 digits each. */
    public static final String INTENT_KEYS = "intentKeys";
    /** Ids of the {@code for} nodes of which results are kept, {@link RedisKeys#items}, separated by spaces. */
    public static final String ITEMS = "items";
    /** The execution of which a node started this one, and that node: {@code <executionId> <nodeId> <retries>[ <item>]}. */
    public static final String PARENT = "parent";
    /** How many executions are above this one: absent or 0 where it has no parent. */
    public static final String DEPTH = "depth";
    /** The type of the trigger that started it: {@code schedule} or {@code webhook}; absent where somebody asked. */
    public static final String TRIGGER = "trigger";
    /** How many executions of the workflow run at once; absent where any number may. */
    public static final String LIMIT = "limit";
    /** The execution that this one retries; and in that one the execution that retries it. */
    public static final String RETRY_OF = "retryOf";

    public static final String RETRIED_BY = "retriedBy";
    /** The execution that this one runs once more; and in that one the last executions that do, separated by spaces. */
    public static final String RERUN_OF = "rerunOf";

    public static final String RERUN_BY = "rerunBy";

    /** Prefix of one field a node: {@link NodeState}. */
    public static final String NODE = "node:";
    /** Prefix of one field a completed node: its output. */
    public static final String NODE_OUTPUT = "output:";
    /** Prefix of one field an intent that the owner has not acted on yet. */
    public static final String INTENT = "intent:";
    /** Prefix of one field a signal that was received: a JSON object with {@code payload}. */
    public static final String SIGNAL = "signal:";

    private ExecutionFields() {}
}
