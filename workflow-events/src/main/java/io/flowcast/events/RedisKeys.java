package io.flowcast.events;

import org.jspecify.annotations.Nullable;

/**
 * The keys and channels of one partition. All carry the hash tag <code>{p}</code>, so that in a Redis Cluster one script
 * reaches them all. Scripts get {@link #prefix()} and build the same names.
 */
public record RedisKeys(int partition) {

    /** All that is about definitions lies in one slot: a script that changes one changes several of these. */
    private static final String ABOUT_DEFINITIONS = "flow:{definitions}:";

    /** Hash: workflow id to {@link DefinitionSummary} of its latest version. */
    public static final String DEFINITIONS = ABOUT_DEFINITIONS + "latest";

    /** Hash: workflow id to the highest version it had when it was deleted; gone when it is put again. */
    public static final String DELETED_DEFINITIONS = ABOUT_DEFINITIONS + "deleted";

    /** Number: counts what changed among the definitions, so that who depends on them need not read them to know. */
    public static final String DEFINITION_CHANGES = ABOUT_DEFINITIONS + "changes";

    public static RedisKeys of(ExecutionId id) {
        return new RedisKeys(id.partition());
    }

    /** Hash: version to {@link StoredDefinition}. */
    public static String definition(String workflowId) {
        return ABOUT_DEFINITIONS + "versions:" + workflowId;
    }

    /** Hash: version to {@link DefinitionSummary}. */
    public static String definitionVersions(String workflowId) {
        return ABOUT_DEFINITIONS + "summaries:" + workflowId;
    }

    /** Hash: {@code <workflowId>:<index>} of a trigger to its {@link TriggerState}. */
    public static final String TRIGGERS = ABOUT_DEFINITIONS + "triggers";

    /** The field of {@link #TRIGGERS}. */
    public static String trigger(String workflowId, int index) {
        return workflowId + ":" + index;
    }

    /** Hash: content hash to its latest version, so that content that is there makes no new version. */
    public static String definitionHashes(String workflowId) {
        return ABOUT_DEFINITIONS + "hashes:" + workflowId;
    }

    public String prefix() {
        return "flow:{" + partition + "}:";
    }

    /** Hash, see {@link ExecutionFields}. */
    public String execution(ExecutionId id) {
        return prefix() + "exec:" + id;
    }

    /** Stream, see {@link LogFields}. */
    public String log(ExecutionId id) {
        return prefix() + "log:" + id;
    }

    /**
     * Hash: what the items of a {@code for} node came to, by index, till the node completes; {@code list} says of which list
     * they are, {@code inherited} as much where a retry has not come to it yet. Their nodes are in {@link ExecutionFields#ITEMS}.
     */
    public String items(ExecutionId id, String nodeId) {
        return prefix() + "items:" + id + ":" + nodeId;
    }

    /** Hash: those of these items that wait, by index, so that nobody need hold the execution meanwhile. */
    public String itemWaits(ExecutionId id, String nodeId) {
        return items(id, nodeId) + ":waits";
    }

    /** Hash: the signals that were received for these items, by index; {@code size} is their bytes. */
    public String itemSignals(ExecutionId id, String nodeId) {
        return items(id, nodeId) + ":signals";
    }

    /** Channel, see {@link EventMessage}. */
    public String events(ExecutionId id) {
        return prefix() + "events:" + id;
    }

    /** Sorted set: execution id to the epoch milliseconds at which somebody must look. The only queue there is. */
    public String due() {
        return prefix() + "due";
    }

    /** Channel: an execution id of which something is to be done now. A hint only: executors poll as well. */
    public String bell() {
        return prefix() + "bell";
    }

    /** String: epoch milliseconds of the last claim or renewal. */
    public String beat() {
        return prefix() + "beat";
    }

    /** String: epoch milliseconds up to which no execution is taken over, since living owners could not renew. */
    public String grace() {
        return prefix() + "grace";
    }

    /** Sorted set: execution id to start time, of all executions. */
    public String index() {
        return prefix() + "index";
    }

    /** As {@link #index()}, of those in one status. */
    public String index(ExecutionStatus status) {
        return prefix() + "index:" + status.wire();
    }

    /** As {@link #index()}, of those that nodes of one execution started. */
    public String parentIndex(ExecutionId parent) {
        return index() + ":parent:" + parent;
    }

    /** As {@link #index()}, of one workflow. */
    public String workflowIndex(String workflowId) {
        return prefix() + "index:workflow:" + workflowId;
    }

    /** As {@link #index()}, of one workflow in one status. */
    public String workflowIndex(String workflowId, ExecutionStatus status) {
        return workflowIndex(workflowId) + ":" + status.wire();
    }

    /**
     * As {@link #index()}, of one owner's: of one workflow, in one status, where they are named. There is none of executions that
     * belong to nobody in particular. The owner stands last, since it may hold any characters.
     */
    public String ownerIndex(String owner, @Nullable String workflowId, @Nullable ExecutionStatus status) {
        String kind = workflowId != null ? "owner-workflow:" + workflowId : status != null ? "owner-status" : "owner";
        return prefix() + "index:" + kind + (status == null ? "" : ":" + status.wire()) + ":" + owner;
    }

    /** Stream, see {@link FeedFields}: which executions appeared, and which changed their status. */
    public String feed() {
        return prefix() + "feed";
    }

    /** Sorted set: execution id to the time of its end, of those that have ended: the oldest are forgotten first. */
    public String ended() {
        return prefix() + "ended";
    }

    /** Hash with fields {@code id} and {@code body} (its digest): what an Idempotency-Key stands for, for 24 hours. */
    public String idempotency(String owner, String key) {
        return prefix() + "idem:" + idempotencyName(owner, key);
    }

    /** Names a key of this owner, and never one of another's, whatever characters either has. */
    public static String idempotencyName(String owner, String key) {
        return owner.length() + ":" + owner + ":" + key;
    }

    /** Set: the executions of a workflow with a limit that have a slot. */
    public String slots(String workflowId) {
        return prefix() + "slots:" + workflowId;
    }

    /** Sorted set: the executions of a workflow with a limit that stand in line for a slot, by when they came. */
    public String line(String workflowId) {
        return prefix() + "line:" + workflowId;
    }

    /** What the claim with this token got, kept for one lease. */
    public String claim(String token) {
        return prefix() + "claim:" + token;
    }

    /**
     * Hash: gateway replica to how many streams of one caller it may have, and till when. The caller is named by a digest of
     * its subject or address, and its partition follows from that.
     */
    public String streams(String caller) {
        return prefix() + "streams:" + caller;
    }

    /** String: a browser's session, that is its token, sealed with what only the browser has. */
    public static String session(String digest) {
        return "flow:session:" + digest;
    }

    /** String: what a ticket for the stream of one of this partition's executions stands for, as JSON. */
    public String ticket(String digest) {
        return prefix() + "ticket:" + digest;
    }

    /** Channel and key of one gateway replica's probe of its own subscription. */
    public String probe(String replica) {
        return prefix() + "probe:" + replica;
    }
}
