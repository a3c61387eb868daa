package io.flowcast.executor.engine;

import io.flowcast.events.Event;
import io.flowcast.events.EventType;
import io.flowcast.executor.definition.Node;
import io.flowcast.executor.store.Claims;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What on-call wants to know of the engine: docs/observability.md lists it. Thread-safe. */
final class EngineMetrics implements Telemetry {

    /** Every label value is a time series of its own: what comes after so many is told together. */
    static final int MOST_WORKFLOWS = 200;

    private static final int MOST_NODE_TYPES = 100;
    private static final String OTHER = "other";

    private record Key(String first, String second) {}

    private final MeterRegistry registry;
    private final Counter fenced;
    private final Counter takeovers;
    private final Counter letGo;
    private final Counter poisoned;
    private final Timer queueDelay;
    private final Map<String, String> workflows = new ConcurrentHashMap<>();
    private final Map<String, String> nodeTypes = new ConcurrentHashMap<>();
    private final Map<String, Counter> executionsStarted = new ConcurrentHashMap<>();
    private final Map<Key, Timer> executionDurations = new ConcurrentHashMap<>();
    private final Map<String, Counter> attemptsStarted = new ConcurrentHashMap<>();
    private final Map<Key, Counter> attemptsEnded = new ConcurrentHashMap<>();
    private final Map<Key, Timer> nodeDurations = new ConcurrentHashMap<>();
    private final Map<Key, Timer> attemptDurations = new ConcurrentHashMap<>();

    EngineMetrics(MeterRegistry registry) {
        this.registry = registry;
        fenced = Counter.builder("flowcast.commits.fenced")
                .description("Commits refused because another executor had taken over")
                .register(registry);
        takeovers = Counter.builder("flowcast.takeovers")
                .description("Executions taken over from an executor that let its lease run out")
                .register(registry);
        letGo = Counter.builder("flowcast.executions.let.go")
                .description("Executions taken over from an executor that stopped before they came to a pause, or that"
                        + " could not read them")
                .register(registry);
        poisoned = Counter.builder("flowcast.executions.poisoned")
                .description("Executions failed because their executors died time and again")
                .register(registry);
        queueDelay = Timer.builder("flowcast.queue.delay")
                .description("From when an execution was due to when it was claimed, takeovers left out")
                .serviceLevelObjectives(
                        Duration.ofMillis(10),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(10))
                .register(registry);
    }

    @Override
    public void fenced() {
        fenced.increment();
    }

    @Override
    public void claimed(Claims.Owner before, long waited) {
        switch (before) {
            case NONE -> queueDelay.record(Math.max(0, waited), TimeUnit.MILLISECONDS);
            case LOST -> takeovers.increment();
            case LET_GO -> letGo.increment();
        }
    }

    @Override
    public void committed(ExecutionState state, List<Event> events) {
        for (Event event : events) {
            EventType.parse(event.type()).ifPresent(type -> committed(state, event, type));
        }
    }

    private void committed(ExecutionState state, Event event, EventType type) {
        switch (type) {
            case WORKFLOW_STARTED -> executionsStarted(state).increment();
            case WORKFLOW_COMPLETED, WORKFLOW_FAILED, WORKFLOW_CANCELLED -> {
                executionDuration(state).record(orZero(event.executionTime()), TimeUnit.MILLISECONDS);
                if (event.error() != null && event.error().title().equals(Transition.POISONED)) {
                    poisoned.increment();
                }
            }
            case NODE_STARTED -> attemptsStarted(nodeType(state, event)).increment();
            case NODE_COMPLETED, NODE_FAILED, NODE_CANCELLED -> {
                if (event.attempt() != null && !Boolean.TRUE.equals(event.reused())) {
                    attemptsEnded(nodeType(state, event), lastWord(type)).increment();
                    nodeDuration(nodeType(state, event), lastWord(type))
                            .record(orZero(event.duration()), TimeUnit.MILLISECONDS);
                }
            }
            case NODE_RETRYING, NODE_WAITING ->
                attemptsEnded(nodeType(state, event), lastWord(type)).increment();
            case WORKFLOW_QUEUED,
                    NODE_SKIPPED,
                    NODE_PROGRESS,
                    NODE_LOG,
                    SIGNAL_RECEIVED,
                    EXECUTION_CLAIMED,
                    EXECUTION_WAITING,
                    WORKFLOW_PAUSED,
                    WORKFLOW_RESUMED -> {}
        }
    }

    @Override
    public void attempted(
            ExecutionState.Header execution, Node node, int attempt, long start, long end, Outcome outcome) {
        attemptDurations
                .computeIfAbsent(
                        new Key(nodeType(node.type()), outcome.name().toLowerCase(Locale.ROOT)),
                        key -> timer(
                                "flowcast.nodes.attempt.duration",
                                "How long attempts of nodes ran, by what they came to",
                                "type",
                                key.first(),
                                "outcome",
                                key.second()))
                .record(Math.max(0, end - start), TimeUnit.MILLISECONDS);
    }

    private Counter executionsStarted(ExecutionState state) {
        return executionsStarted.computeIfAbsent(
                workflow(state),
                workflow -> counter(
                        "flowcast.executions.started",
                        "Executions that an executor took up first",
                        "workflow",
                        workflow));
    }

    private Timer executionDuration(ExecutionState state) {
        return executionDurations.computeIfAbsent(
                new Key(workflow(state), state.status().wire()),
                key -> timer(
                        "flowcast.executions.duration",
                        "From the creation of executions to their end, by how they ended",
                        "workflow",
                        key.first(),
                        "status",
                        key.second()));
    }

    private Counter attemptsStarted(String type) {
        return attemptsStarted.computeIfAbsent(
                type,
                label -> counter("flowcast.nodes.attempts.started", "Attempts of nodes that started", "type", label));
    }

    private Counter attemptsEnded(String type, String outcome) {
        return attemptsEnded.computeIfAbsent(
                new Key(type, outcome),
                key -> counter(
                        "flowcast.nodes.attempts.ended",
                        "Attempts of nodes that ended, by what followed",
                        "type",
                        key.first(),
                        "outcome",
                        key.second()));
    }

    private Timer nodeDuration(String type, String status) {
        return nodeDurations.computeIfAbsent(
                new Key(type, status),
                key -> timer(
                        "flowcast.nodes.duration",
                        "From the first start of nodes to their end, retries and waits included",
                        "type",
                        key.first(),
                        "status",
                        key.second()));
    }

    private Counter counter(String name, String description, String... tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    private Timer timer(String name, String description, String... tags) {
        return Timer.builder(name).description(description).tags(tags).register(registry);
    }

    private String workflow(ExecutionState state) {
        return bounded(workflows, MOST_WORKFLOWS, state.header().definition().id());
    }

    private String nodeType(ExecutionState state, Event event) {
        String nodeId = event.nodeId();
        return nodeId == null || !state.header().graph().has(nodeId)
                ? OTHER
                : nodeType(state.header().graph().node(nodeId).type());
    }

    private String nodeType(String type) {
        return bounded(nodeTypes, MOST_NODE_TYPES, type);
    }

    /** A few too many where several threads add at once: it is a bound, not a count. */
    private static String bounded(Map<String, String> labels, int most, String label) {
        String known = labels.get(label);
        if (known != null) {
            return known;
        }
        return labels.size() < most ? labels.computeIfAbsent(label, Function.identity()) : OTHER;
    }

    private static String lastWord(EventType type) {
        return type.wire().substring(type.wire().lastIndexOf('.') + 1);
    }

    private static long orZero(@Nullable Long number) {
        return number == null ? 0 : number;
    }
}
