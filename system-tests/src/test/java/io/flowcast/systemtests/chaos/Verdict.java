package io.flowcast.systemtests.chaos;

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
import io.flowcast.systemtests.validate.AtLeastOnceEffects;
import io.flowcast.systemtests.validate.EqualToLog.Entry;
import io.flowcast.systemtests.validate.Excerpt;
import io.flowcast.systemtests.validate.HealedWithin;
import io.flowcast.systemtests.validate.NoLeftRunning;
import io.flowcast.systemtests.validate.NothingLeaked;
import io.flowcast.systemtests.validate.ResultsOfCalls;
import io.flowcast.systemtests.validate.SnapshotConsistent;
import io.flowcast.systemtests.validate.StateEqualsLog;
import io.flowcast.systemtests.validate.TimesOfRedis;
import io.flowcast.systemtests.validate.Validator;
import io.flowcast.systemtests.validate.Violation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What came of a storm: every history judged by every validator, and what is left behind. */
final class Verdict {
    private static final Duration TO_LET_GO = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(250);
    /** Far less than what clocks are off by at least in most cases, and more than any load of the machine costs. */
    private static final Duration TOLERANCE = Duration.ofMinutes(2);
    /** Of one validator and one history, so that the first is not lost among the rest. */
    private static final int MOST = 3;

    private final Storm storm;
    private final Stage stage;
    private final Load load;
    private final Audience audience;
    private final Times times;
    private final Map<String, Integer> struck;
    private final List<String> violations = new ArrayList<>();
    private final List<String> serverLines;
    /** Executions of which somebody was told that events are gone, were it for a while. */
    private final Set<String> rewound = new TreeSet<>();
    /** Those of which they are. */
    private final Set<String> forgotten = new TreeSet<>();
    /** Those that are gone altogether. */
    private final Set<String> lost = new TreeSet<>();

    /**
     * When what was.
     *
     * @param healed nothing was wrong any more
     * @param over nobody watched any more
     * @param toEnd how long that may take
     */
    record Times(Instant begin, Instant healed, Instant over, Duration toEnd) {}

    Verdict(
            Storm storm,
            Stage stage,
            Load load,
            Audience audience,
            Times times,
            Map<String, Integer> struck,
            boolean allEnded)
            throws IOException, InterruptedException {
        this.storm = storm;
        this.stage = stage;
        this.load = load;
        this.audience = audience;
        this.times = times;
        this.struck = struck;
        this.serverLines = serverLines(stage);
        if (!allEnded) {
            violations.add("HealedWithin: " + times.toEnd() + " after the storm not every viewer had seen the end");
        }
        judgeExecutions();
        Set<String> unkept = stage.topology().mayForget() ? forgotten : rewound;
        if (unkept.size() * stage.topology().rarity() > load.acknowledged().size()) {
            violations.add("Complete: Redis lost something of " + unkept.size() + " of "
                    + load.acknowledged().size() + " executions: " + unkept);
        }
        judgeWhatIsLeft();
    }

    /** What broke a promise, each with the history around it; empty where all were kept. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    private void judgeExecutions() throws IOException, InterruptedException {
        Map<String, Map<String, List<Call>>> calls = callsByExecution();
        Map<String, List<History>> watched = audience.histories().stream().collect(groupingBy(History::executionId));
        try (RedisCommands redis = stage.redisCommands()) {
            for (Load.Acknowledged one : load.acknowledged()) {
                String id = one.executionId();
                List<Entry> log = redis.log(id);
                List<History> histories = watched.getOrDefault(id, List.of());
                if (log.isEmpty()) {
                    judgeLost(one, histories);
                    continue;
                }
                Judgement judgement = new Judgement(log, stage.topology().mayForget());
                JsonNode detail = stage.api().detail(id);
                History late = new History(
                        id,
                        // Not to the end: there may be many that never have one.
                        List.of(Follower.over(stage.http(), List.of(stage.front()), TO_LET_GO)
                                .leavingAtSnapshot()
                                .connectFromSnapshot(stage.front(), id)));
                judge(late, log, List.of(new SnapshotConsistent(log), new StateEqualsLog(log, detail)));
                for (History history : histories) {
                    judge(history, log, judgement.promisesOf(history));
                    if (judgement.isRewound(history) && rewound.add(id)) {
                        System.out.println("A snapshot stood in, of " + id + ":\n" + story(history));
                    }
                    if (judgement.sawWhatIsLost(history)) {
                        forgotten.add(id);
                    }
                }
                History told = told(id, log);
                judge(
                        told,
                        log,
                        List.of(
                                new TimesOfRedis(times.begin(), times.over(), TOLERANCE),
                                new HealedWithin(times.healed(), times.toEnd())));
                Map<String, List<Call>> own = calls.getOrDefault(id, Map.of());
                judge(told, log, List.of(new ResultsOfCalls(answers(own), calling(one), detail)));
                judgeEffects(told, log, new AtLeastOnceEffects(counts(own), calling(one)));
            }
        }
    }

    /** An effect may be all that is left of events that Redis lost, with the executor that wrote them; none is ever missing. */
    private void judgeEffects(History told, List<Entry> log, Validator effects) {
        for (Violation violation : effects.broken(told)) {
            boolean ofNothingInTheLog = violation.where().isEmpty();
            if (ofNothingInTheLog && stage.topology().mayForget()) {
                rewound.add(told.executionId());
                forgotten.add(told.executionId());
            } else {
                violations.add(tell(effects, told, violation, log));
            }
        }
    }

    /** What somebody was told is started is there; where Redis may forget it, whoever watches hears that it is not. */
    private void judgeLost(Load.Acknowledged one, List<History> histories) {
        String what = one.executionId() + " (" + one.workflow() + ")";
        if (!stage.topology().mayForget()) {
            violations.add("Acknowledged: there is no log of " + what);
        }
        lost.add(one.executionId());
        rewound.add(one.executionId());
        forgotten.add(one.executionId());
        System.out.println("Redis lost " + what);
        histories.stream()
                .filter(history -> history.connections().getLast().status() == 200 && !history.hasEnded())
                .forEach(history -> violations.add(
                        "Honest: nobody said that there is no " + what + " any more\n" + story(history)));
    }

    /** The log, as if somebody had seen all of it, each event when it says that it happened. */
    private static History told(String executionId, List<Entry> log) {
        List<Frame> frames = log.stream()
                .map(entry -> Frame.of(entry.id(), entry.type(), entry.data()))
                .map(frame -> new Frame(
                        frame.id(),
                        frame.event(),
                        frame.data(),
                        null,
                        List.of(),
                        Instant.ofEpochMilli(frame.json().path("timestamp").asLong())))
                .toList();
        return new History(executionId, List.of(new Connection("the log", null, 200, frames, End.SERVER)));
    }

    private void judge(History history, List<Entry> log, List<Validator> validators) {
        for (Validator validator : validators) {
            validator.broken(history).stream()
                    .limit(MOST)
                    .forEach(violation -> violations.add(tell(validator, history, violation, log)));
        }
    }

    private String tell(Validator validator, History history, Violation violation, List<Entry> log) {
        return validator.getClass().getSimpleName() + ": " + history.executionId() + ": " + violation.what() + "\n"
                + Excerpt.of(history, violation, log, serverLines);
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

    /** By its id, then by Idempotency-Key. */
    private Map<String, Map<String, List<Call>>> callsByExecution() {
        return stage.stack().backend().calls().stream()
                .filter(call -> key(call).contains(":"))
                .collect(groupingBy(call -> key(call).substring(0, key(call).indexOf(':')), groupingBy(Verdict::key)));
    }

    private static String key(Call call) {
        return Objects.requireNonNullElse(call.idempotencyKey(), "");
    }

    private static Map<String, Long> counts(Map<String, List<Call>> calls) {
        return calls.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, of ->
                (long) of.getValue().size()));
    }

    private static Map<String, Set<String>> answers(Map<String, List<Call>> calls) {
        return calls.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        of -> of.getValue().stream().map(Call::answer).collect(Collectors.toSet())));
    }

    /** What the services wrote, each line with its name. */
    private static List<String> serverLines(Stage stage) {
        return Stream.concat(stage.stack().executors().stream(), stage.stack().gateways().stream())
                .flatMap(service -> service.log().stream().map(line -> service.name() + " " + line))
                .toList();
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
        NoLeftRunning.violations(stats).forEach(violation -> left.add("NoLeftRunning: " + violation));
        for (Service gateway : stage.stack().gateways()) {
            Metrics metrics = Metrics.of(stage.http(), gateway);
            Map<String, Double> held = new HashMap<>();
            for (String name : List.of("flowcast_stream_connections", "flowcast_bus_watched")) {
                held.put(name, metrics.sum(name));
            }
            NothingLeaked.violations(gateway.name(), held)
                    .forEach(violation -> left.add("NothingLeaked: " + violation));
        }
        return left;
    }

    @Override
    public String toString() {
        List<History> histories = audience.histories();
        return ("seed %d, %d s of faults: %d executions acknowledged, a snapshot stood in for events of %d, some are lost of %d, all of %d;"
                        + " %d histories of %d events, %d viewers at once at most: %s; all over %d ms after the storm;"
                        + " %d requests given up, %d signals given again; %d faults: %s")
                .formatted(
                        storm.seed(),
                        storm.time().toSeconds(),
                        load.acknowledged().size(),
                        rewound.size(),
                        forgotten.size(),
                        lost.size(),
                        histories.size(),
                        histories.stream()
                                .mapToInt(history -> history.events().size())
                                .sum(),
                        audience.most(),
                        audience.kinds(),
                        Duration.between(times.healed(), times.over()).toMillis(),
                        load.unanswered(),
                        load.reminded(),
                        struck.values().stream().mapToInt(Integer::intValue).sum(),
                        struck);
    }
}
