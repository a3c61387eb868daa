package io.flowcast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.cli.ExitStatus;
import io.flowcast.cli.http.Address;
import io.flowcast.cli.http.Answer;
import io.flowcast.cli.http.Api;
import io.flowcast.cli.view.Durations;
import io.flowcast.cli.view.Table;
import io.flowcast.cli.view.Text;
import io.flowcast.events.ExecutionStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "ls",
        description = "Lists executions, the latest first.",
        footer = {
            "",
            "Examples:",
            "  flowcast ls",
            "  flowcast ls --status failed --workflow order --limit 100",
            "  flowcast ls --json | jq -r 'select(.executionTime > 60000) | .executionId'"
        })
final class LsCommand extends Exchange {
    private static final int PAGE = 200;

    @Option(
            names = {"-s", "--status"},
            paramLabel = "STATUS",
            completionCandidates = Statuses.class,
            description = "Only those: ${COMPLETION-CANDIDATES}.")
    private @Nullable String status;

    @Option(
            names = {"-w", "--workflow"},
            paramLabel = "WORKFLOW",
            description = "Only those of this workflow.")
    private @Nullable String workflow;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "20",
            description = "At most so many (${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = {"-q", "--quiet"},
            description = "Their ids alone.")
    private boolean quiet;

    @Option(names = "--json", description = "JSON, a line each.")
    private boolean json;

    private final List<JsonNode> found = new ArrayList<>();

    static final class Statuses implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(ExecutionStatus.values())
                    .map(ExecutionStatus::wire)
                    .iterator();
        }
    }

    /** Pages until there are enough; the last answer says how it went. */
    @Override
    Answer ask(Api api) throws InterruptedException {
        if (limit < 1 || limit > 100_000) {
            throw flowcast().mistake("--limit is a number from 1 to 100000");
        }
        if (status != null && ExecutionStatus.parse(status).isEmpty()) {
            throw flowcast().mistake("--status is one of " + String.join(", ", new Statuses()));
        }
        String cursor = "";
        while (true) {
            Answer answer = api.get(Paths.EXECUTIONS + query(Math.min(PAGE, limit - found.size()), cursor));
            if (!(answer instanceof Answer.Done done)) {
                return answer;
            }
            done.body().path("executions").forEach(found::add);
            cursor = done.body().path("nextCursor").asText();
            if (cursor.isEmpty() || found.size() >= limit) {
                return answer;
            }
        }
    }

    private String query(int page, String cursor) {
        return "?limit=" + page
                + (status == null ? "" : "&status=" + Address.encoded(status))
                + (workflow == null ? "" : "&workflowId=" + Address.encoded(workflow))
                + (cursor.isEmpty() ? "" : "&cursor=" + Address.encoded(cursor));
    }

    @Override
    int show(JsonNode last) {
        if (json || quiet) {
            found.forEach(execution -> output().line(
                            json
                                    ? Text.cleanJson(execution.toString())
                                    : execution.path("executionId").asText()));
            return ExitStatus.COMPLETED;
        }
        Table table = new Table("ID", "WORKFLOW", "STATUS", "STARTED", "TIME", "NODES");
        for (JsonNode execution : found) {
            table.row(
                    execution.path("executionId").asText(),
                    execution.path("workflowId").asText() + " v"
                            + execution.path("version").asText(),
                    execution.path("status").asText(),
                    Table.time(execution.path("startTime").asText()),
                    time(execution),
                    nodes(execution.path("nodeDetails")));
        }
        table.lines().forEach(output()::line);
        return ExitStatus.COMPLETED;
    }

    private static String time(JsonNode execution) {
        JsonNode ended = execution.path("executionTime");
        if (ended.isNumber()) {
            return Durations.inWords(ended.asLong());
        }
        long started = Instant.parse(execution.path("startTime").asText()).toEpochMilli();
        return Durations.inWords(System.currentTimeMillis() - started);
    }

    private static String nodes(JsonNode details) {
        int ended = 0;
        int failed = 0;
        for (JsonNode node : details) {
            ended += node.path("status").asText().equals("completed") ? 1 : 0;
            failed += node.path("status").asText().equals("failed") ? 1 : 0;
        }
        return ended + " done" + (failed == 0 ? "" : ", " + failed + " failed");
    }
}
