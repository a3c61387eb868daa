package io.flowcast.systemtests.chaos;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.stack.backend.Call;
import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.client.Follower;
import io.flowcast.systemtests.client.Metrics;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.history.Connection;
import io.flowcast.systemtests.history.Connection.End;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import io.flowcast.systemtests.validate.Complete;
import io.flowcast.systemtests.validate.EffectsDone;
import io.flowcast.systemtests.validate.EqualToLog;
import io.flowcast.systemtests.validate.Fenced;
import io.flowcast.systemtests.validate.Honest;
import io.flowcast.systemtests.validate.NoNodeLeftRunning;
import io.flowcast.systemtests.validate.Ordered;
import io.flowcast.systemtests.validate.Resumable;
import io.flowcast.systemtests.validate.SnapshotConsistent;
import io.flowcast.systemtests.validate.StateEqualsLog;
import io.flowcast.systemtests.validate.TerminalOnce;
import io.flowcast.systemtests.validate.Unique;
import io.flowcast.systemtests.validate.Validator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What came of a storm: every history judged by every validator, and what is left behind. */
final class Verdict {
    private static final Duration TO_LET_GO = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(250);
    /** Of one validator and one history, so that the first is not lost among the rest. */
    private static final int MOST = 3;

    /** Redis writes its file before it answers, but for when its disk is slow: one history in so many may see what that costs. */
    private static final int RARE = 50;

    private final Storm storm;
    private final Stage stage;
    private final Load load;
    private final List<History> histories;
    private final Map<Fault, Integer> struck;
    private final Duration toEnd;
    private final List<String> violations = new ArrayList<>();
    private int snapshots;

    Verdict(
            Storm storm,
            Stage stage,
            Load load,
            List<History> histories,
            Map<Fault, Integer> struck,
            boolean allEnded,
            Duration toEnd)
            throws IOException, InterruptedException {
        this.storm = storm;
        this.stage = stage;
        this.load = load;
        this.histories = histories;
        this.struck = struck;
        this.toEnd = toEnd;
        if (!allEnded) {
            violations.add("HealedWithin: after " + toEnd + " not every viewer had seen the end");
        }
        judgeExecutions();
        if (snapshots * RARE > histories.size()) {
            violations.add("Complete: in " + snapshots + " of " + histories.size()
                    + " histories a snapshot stood in for events");
        }
        judgeWhatIsLeft();
    }

    /** What broke a promise, each with the history around it; empty where all were kept. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    private void judgeExecutions() throws IOException, InterruptedException {
        Map<String, Map<String, Long>> calls = callsByExecution();
        Map<String, List<History>> watched = histories.stream().collect(groupingBy(History::executionId));
        try (RedisCommands redis = stage.redisCommands()) {
            for (Load.Acknowledged one : load.acknowledged()) {
                String id = one.executionId();
                List<EqualToLog.Entry> log = redis.log(id);
                if (log.isEmpty()) {
                    violations.add("Acknowledged: there is no log of " + id + " (" + one.workflow() + ")");
                    continue;
                }
                JsonNode detail = stage.api().detail(id);
                History late = new History(
                        id,
                        List.of(Follower.over(stage.http(), List.of(stage.front()), TO_LET_GO)
                                .connectFromSnapshot(stage.front(), id)));
                judge(late, List.of(new SnapshotConsistent(log), new StateEqualsLog(log, detail)));
                judge(told(id, log), List.of(new EffectsDone(calls.getOrDefault(id, Map.of()), calling(one))));
                for (History history : watched.getOrDefault(id, List.of())) {
                    judge(history, promisesOf(history, log));
                }
            }
        }
    }

    /** The log, as if somebody had seen all of it. */
    private static History told(String executionId, List<EqualToLog.Entry> log) {
        List<Frame> frames = log.stream()
                .map(entry -> Frame.of(entry.id(), entry.type(), entry.data()))
                .toList();
        return new History(executionId, List.of(new Connection("the log", null, 200, frames, End.SERVER)));
    }

    /** Where Redis lost what it had told, and whoever could have told it again died as well, a snapshot stands in. */
    private List<Validator> promisesOf(History history, List<EqualToLog.Entry> log) {
        if (history.frames().stream().anyMatch(Frame::isSnapshot)) {
            snapshots++;
            System.out.println("A snapshot stood in, of " + history.executionId() + ":\n" + story(history));
            return List.of(new Honest(log), new TerminalOnce());
        }
        return List.of(
                new Ordered(),
                new Unique(),
                new Fenced(),
                new Complete(),
                new Resumable(),
                new TerminalOnce(),
                new NoNodeLeftRunning(),
                new EqualToLog(log));
    }

    private void judge(History history, List<Validator> validators) {
        for (Validator validator : validators) {
            validator.violations(history).stream()
                    .limit(MOST)
                    .forEach(violation -> violations.add(validator.getClass().getSimpleName() + ": "
                            + history.executionId() + ": " + violation + "\n" + story(history)));
        }
    }

    /** What came over which connection, in short. */
    private static String story(History history) {
        return history.connections().stream()
                .map(connection -> "    " + connection.url() + " from " + connection.cursor() + ": "
                        + connection.status() + " "
                        + connection.story().stream()
                                .map(frame -> frame.id() + " " + frame.event()
                                        + (frame.isSnapshot()
                                                ? " since " + frame.json().path("reason")
                                                : ""))
                                .collect(Collectors.joining(", "))
                        + "; ended by " + connection.end())
                .collect(Collectors.joining("\n"));
    }

    private static Set<String> calling(Load.Acknowledged one) {
        return one.workflow().equals(TestDefinitions.CALLING)
                ? IntStream.rangeClosed(1, TestDefinitions.CALLS)
                        .mapToObj(number -> "n" + number)
                        .collect(Collectors.toSet())
                : Set.of();
    }

    private Map<String, Map<String, Long>> callsByExecution() {
        return stage.stack().backend().calls().stream()
                .map(Call::idempotencyKey)
                .filter(Objects::nonNull)
                .filter(key -> key.contains(":"))
                .collect(groupingBy(key -> key.substring(0, key.indexOf(':')), groupingBy(key -> key, counting())));
    }

    /** Nothing runs, nothing is watched, whatever had been begun. */
    private void judgeWhatIsLeft() throws IOException, InterruptedException {
        List<String> left = left();
        long until = System.nanoTime() + TO_LET_GO.toNanos();
        while (!left.isEmpty() && System.nanoTime() < until) {
            Thread.sleep(LOOK);
            left = left();
        }
        violations.addAll(left);
    }

    private List<String> left() throws IOException, InterruptedException {
        List<String> left = new ArrayList<>();
        JsonNode stats = new ObjectMapper()
                .readTree(stage.api().get("/api/workflow/executions?limit=1").body())
                .path("stats");
        for (String status : List.of("pending", "running", "waiting", "paused")) {
            if (stats.path(status).asLong() > 0) {
                left.add("NoLeftRunning: " + stats.path(status) + " executions are still " + status);
            }
        }
        for (Service gateway : stage.stack().gateways()) {
            Metrics metrics = Metrics.of(stage.http(), gateway);
            for (String held : List.of("flowcast_stream_connections", "flowcast_bus_watched")) {
                if (metrics.sum(held) > 0) {
                    left.add("NothingLeaked: " + gateway.name() + " has " + held + " " + metrics.sum(held));
                }
            }
        }
        return left;
    }

    @Override
    public String toString() {
        return ("seed %d, %d s of faults: %d executions acknowledged, %d histories of %d events, %d of them with a snapshot"
                        + " that stood in; all over %d ms after the storm; %d requests given up; faults %s")
                .formatted(
                        storm.seed(),
                        storm.time().toSeconds(),
                        load.acknowledged().size(),
                        histories.size(),
                        histories.stream()
                                .mapToInt(history -> history.events().size())
                                .sum(),
                        snapshots,
                        toEnd.toMillis(),
                        load.unanswered(),
                        struck);
    }
}
