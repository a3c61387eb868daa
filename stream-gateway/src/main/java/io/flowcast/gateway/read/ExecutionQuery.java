package io.flowcast.gateway.read;

import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.Problem;
import io.flowcast.gateway.api.ProblemException;
import io.flowcast.gateway.api.Problems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which executions a list shows.
 *
 * @param owner whose; null for everybody's
 */
public record ExecutionQuery(
        @Nullable String owner,
        @Nullable ExecutionStatus status,
        @Nullable String workflowId,
        int limit,
        @Nullable PageCursor cursor) {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final Pattern WORKFLOW_ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    /**
     * Reads the parameters.
     *
     * @throws ProblemException naming every parameter that makes no sense
     */
    public static ExecutionQuery parse(
            @Nullable String owner,
            @Nullable String status,
            @Nullable String workflowId,
            @Nullable String limit,
            @Nullable String cursor) {
        List<Problem.Fault> faults = new ArrayList<>();
        Optional<ExecutionStatus> wanted = Optional.ofNullable(status).flatMap(ExecutionStatus::parse);
        if (status != null && wanted.isEmpty()) {
            String known = Arrays.stream(ExecutionStatus.values())
                    .map(ExecutionStatus::wire)
                    .collect(Collectors.joining(", "));
            faults.add(fault("status", status, "is none of " + known));
        }
        if (workflowId != null && !WORKFLOW_ID.matcher(workflowId).matches()) {
            faults.add(fault("workflowId", workflowId, "is not a workflow id"));
        }
        int most = limit(limit, DEFAULT_LIMIT, MAX_LIMIT, faults);
        Optional<PageCursor> from = Optional.ofNullable(cursor).flatMap(PageCursor::parse);
        if (cursor != null && from.isEmpty()) {
            faults.add(fault("cursor", cursor, "is not a cursor that this list gave"));
        }
        refuse(faults);
        return new ExecutionQuery(owner, wanted.orElse(null), workflowId, most, from.orElse(null));
    }

    static int limit(@Nullable String text, int preset, int max, List<Problem.Fault> faults) {
        if (text == null) {
            return preset;
        }
        if (text.matches("[1-9][0-9]{0,8}") && Integer.parseInt(text) <= max) {
            return Integer.parseInt(text);
        }
        faults.add(fault("limit", text, "is not a number from 1 to " + max));
        return preset;
    }

    static Problem.Fault fault(String parameter, String value, String why) {
        String shown = value.length() > 60 ? value.substring(0, 60) + "…" : value;
        return new Problem.Fault(null, null, null, parameter + ": \"" + shown + "\" " + why);
    }

    static void refuse(List<Problem.Fault> faults) {
        if (!faults.isEmpty()) {
            String detail = faults.stream().map(Problem.Fault::detail).collect(Collectors.joining("; "));
            throw new ProblemException(Problems.invalidRequest(detail).with(faults));
        }
    }
}
