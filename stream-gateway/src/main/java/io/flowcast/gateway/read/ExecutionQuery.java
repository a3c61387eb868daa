package io.flowcast.gateway.read;

import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.Problem;
import io.flowcast.gateway.api.ProblemException;
import io.flowcast.gateway.api.Problems;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
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
 * @param from epoch milliseconds before which none of them started
 * @param to epoch milliseconds before which all of them started
 */
public record ExecutionQuery(
        @Nullable String owner,
        @Nullable ExecutionStatus status,
        @Nullable String workflowId,
        @Nullable Long from,
        @Nullable Long to,
        int limit,
        @Nullable PageCursor cursor) {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    /** Epoch milliseconds that a score of Redis holds exactly: the year 5138. */
    private static final long LATEST = 99_999_999_999_999L;

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
            Span span,
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
        Long earliest = time("from", span.from(), faults);
        Long end = time("to", span.to(), faults);
        int most = limit(limit, DEFAULT_LIMIT, MAX_LIMIT, faults);
        Optional<PageCursor> after = Optional.ofNullable(cursor).flatMap(PageCursor::parse);
        if (cursor != null && after.isEmpty()) {
            faults.add(fault("cursor", cursor, "is not a cursor that this list gave"));
        }
        refuse(faults);
        return new ExecutionQuery(owner, wanted.orElse(null), workflowId, earliest, end, most, after.orElse(null));
    }

    /** When executions started, as a client says it: ISO-8601, the end not part of it. */
    public record Span(@Nullable String from, @Nullable String to) {
        public static final Span ANY = new Span(null, null);
    }

    private static @Nullable Long time(String parameter, @Nullable String text, List<Problem.Fault> faults) {
        if (text == null) {
            return null;
        }
        try {
            long time = OffsetDateTime.parse(text).toInstant().toEpochMilli();
            if (time >= 0 && time <= LATEST) {
                return time;
            }
        } catch (DateTimeParseException | ArithmeticException unreadable) {
            // said below
        }
        faults.add(fault(parameter, text, "is not a time such as 2025-11-24T16:00:00Z"));
        return null;
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
