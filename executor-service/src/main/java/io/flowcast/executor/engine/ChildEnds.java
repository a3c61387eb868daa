package io.flowcast.executor.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.Problem;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.intent.Notice;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The end of an execution as it is told to its parent, and as the parent hears it. */
final class ChildEnds {

    /** Characters of JSON: more are not sent, since nothing keeps so large an output. */
    private static final int MAX_OUTPUT = 1_000_000;

    private static final int MAX_DETAIL = 2_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What its end asks of its parent; nothing where it has none. */
    static Optional<Notice> notice(
            ExecutionState.Header header, ExecutionStatus how, @Nullable Encoded output, @Nullable Problem error) {
        Origin.Parent parent = header.origin().parent();
        if (parent == null) {
            return Optional.empty();
        }
        ExecutionStatus status = how;
        JsonNode value = null;
        Problem problem = error;
        if (output != null && output.bytes() > MAX_OUTPUT) {
            status = ExecutionStatus.FAILED;
            problem = tooLarge(output.bytes(), MAX_OUTPUT);
        } else if (output != null) {
            value = JSON.valueToTree(output.value());
        }
        return Optional.of(new Notice(
                parent.id(),
                new Intent.Request.ChildEnded(
                        parent.nodeId(), parent.retries(), parent.item(), header.id(), status, value, problem)));
    }

    /** @param maxOutput so many bytes of JSON may a node's output have */
    static Occurrence.ChildEnded heard(Intent.Request.ChildEnded ended, StateCodec codec, long maxOutput) {
        JsonNode value = ended.output();
        Encoded output = value == null ? null : codec.encode(value);
        return heard(
                ended.nodeId(), ended.retries(), ended.childId(), ended.status(), output, ended.error(), maxOutput);
    }

    static Occurrence.ChildEnded heard(
            String nodeId,
            int retries,
            ExecutionId childId,
            ExecutionStatus status,
            @Nullable Encoded output,
            @Nullable Problem error,
            long maxOutput) {
        Problem problem = switch (status) {
            case COMPLETED ->
                output != null && output.bytes() > maxOutput ? of(childId, tooLarge(output.bytes(), maxOutput)) : null;
            case CANCELLED ->
                Problem.node("cancelled", "Sub-workflow cancelled", "execution " + childId + " was cancelled");
            case FAILED, PENDING, RUNNING, WAITING, PAUSED ->
                error == null
                        ? Problem.node("raised", "Sub-workflow failed", "execution " + childId + " failed")
                        : of(childId, error);
        };
        return new Occurrence.ChildEnded(nodeId, retries, childId, problem == null ? output : null, problem);
    }

    /** It is not there any more, and nobody can tell what became of it. */
    static Occurrence.ChildEnded vanished(String nodeId, int retries, ExecutionId childId) {
        return new Occurrence.ChildEnded(
                nodeId,
                retries,
                childId,
                null,
                Problem.node(
                        "crashed",
                        "Sub-workflow lost",
                        "execution " + childId + " is not there any more; how it ended is not known"));
    }

    /** The child's error as the node's: of the same type, saying whose it was. */
    private static Problem of(ExecutionId childId, Problem error) {
        String detail = "execution " + childId + ": " + (error.detail() == null ? error.title() : error.detail());
        return new Problem(
                error.type(),
                error.title(),
                error.status(),
                detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "…",
                error.instance(),
                error.errors());
    }

    private static Problem tooLarge(long bytes, long most) {
        return Problem.node(
                "validation",
                "Output too large",
                "the output has " + bytes + " bytes of JSON; at most " + most + " are kept");
    }

    private ChildEnds() {}
}
